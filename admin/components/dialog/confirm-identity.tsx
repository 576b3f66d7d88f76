import React, { useEffect, useState } from 'react';
import { type CallRefused, post } from '../parts/calls.js';
import { focusFirst } from './dialog.js';
import { Field } from './fields.js';

/** Asks for password and code before money moves, without losing the form that was being sent. */
export function ConfirmIdentity({
  onDone,
  onCancel,
}: {
  onDone: () => void;
  onCancel: () => void;
}): React.ReactElement {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [fault, setFault] = useState<CallRefused>();
  const [isSending, setSending] = useState(false);
  useEffect(focusFirst, []);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    setSending(true);
    try {
      await post('/pages/confirm', { password, code });
      onDone();
    } catch (error) {
      setFault(error as CallRefused);
      setSending(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <div className="dialog-body">
        <p className="small">Money is about to move. Please confirm that it is you.</p>
        <Field
          label="Your password"
          isFirst
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          fault={fault?.fields.password}
        />
        <Field
          label="Code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          fault={fault?.fields.code}
        />
        {fault && Object.keys(fault.fields).length === 0 ? (
          <p className="fault small">{fault.message}</p>
        ) : null}
      </div>
      <div className="dialog-foot">
        <span />
        <span className="row">
          <button type="button" className="btn" onClick={onCancel}>
            Not now
          </button>
          <button type="submit" className="btn primary" disabled={isSending}>
            Confirm
          </button>
        </span>
      </div>
    </form>
  );
}
