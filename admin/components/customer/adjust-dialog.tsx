import type React from 'react';
import { useState } from 'react';
import type { AdjustmentPreview } from '../../../src/credits/index.js';
import { ConfirmIdentity } from '../dialog/confirm-identity.js';
import { Dialog } from '../dialog/dialog.js';
import { Field, Segments, Tick } from '../dialog/fields.js';
import { usePreview } from '../dialog/use-preview.js';
import { useSubmission } from '../dialog/use-submission.js';
import { change, credits, firstName, words } from '../parts/format.js';
import type { Json, Page } from './types.js';

const DIRECTIONS = [
  ['up', 'Give'],
  ['down', 'Take back'],
] as const;
const TYPES = [
  ['pay_as_you_go', 'Pay-as-you-go, never expire'],
  ['promotional', 'Promotional, expire'],
] as const;

interface Props {
  readonly page: Page;
  readonly onClose: (isDone: boolean) => void;
}

/** Gives credits or takes them back, showing before → after first. */
export function AdjustDialog({ page, onClose }: Props): React.ReactElement {
  const { customer } = page;
  const [direction, setDirection] = useState<'up' | 'down'>('up');
  const [amount, setAmount] = useState('');
  const [type, setType] = useState<'pay_as_you_go' | 'promotional'>('pay_as_you_go');
  const [expires_at, setExpiry] = useState('');
  const [reason, setReason] = useState('');
  const [ticket, setTicket] = useState('');
  const [notify, setNotify] = useState(true);
  const gives = direction === 'up';
  const wish = {
    direction,
    amount,
    ...(gives ? { type } : {}),
    ...(gives && type === 'promotional' && expires_at ? { expires_at } : {}),
  };
  const record = `/resources/customers/records/${customer.id}`;
  const asks = amount.trim() !== '' && (type !== 'promotional' || !gives || expires_at !== '');
  const {
    preview,
    fault: previewFault,
    isStale,
  } = usePreview<Json<AdjustmentPreview>>(`${record}/previewAdjustment`, asks ? wish : undefined);
  const submission = useSubmission(
    `${record}/adjustCredits`,
    () => ({ ...wish, reason, ticket, notify }),
    () => onClose(true),
  );
  const fault = submission.fault ?? previewFault;
  const name = firstName(customer.name, customer.email);

  return (
    <Dialog
      title="Adjust credits"
      about={`${customer.name || customer.email} has ${credits(page.balance.available)} credits available.`}
      onClose={() => onClose(false)}
    >
      {submission.needsIdentity ? (
        <ConfirmIdentity onDone={() => void submission.send()} onCancel={submission.cancelIdentity} />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submission.send();
          }}
        >
          <div className="dialog-body">
            <Segments legend="What to do" choices={DIRECTIONS} value={direction} onChange={setDirection} />
            <div className="row why">
              <Field
                label="Credits"
                inputMode="decimal"
                maxLength={15}
                autoFocus
                value={amount}
                onChange={setAmount}
                fault={fault?.fields.amount}
              />
              {gives && type === 'promotional' ? (
                <Field
                  label="Until the end of"
                  type="date"
                  value={expires_at}
                  onChange={setExpiry}
                  fault={fault?.fields.expires_at}
                />
              ) : null}
            </div>
            {gives ? <Segments legend="Which kind" choices={TYPES} value={type} onChange={setType} /> : null}
            {preview && asks ? <Effect preview={preview} isStale={isStale} /> : null}
            <div className="row why">
              <Field
                label="Reason"
                maxLength={500}
                value={reason}
                onChange={setReason}
                fault={fault?.fields.reason}
              />
              <Field
                label="Ticket"
                optional
                maxLength={100}
                value={ticket}
                onChange={setTicket}
                fault={fault?.fields.ticket}
              />
            </div>
            <Tick label={`Tell ${name} by mail`} value={notify} onChange={setNotify} />
            {fault && Object.keys(fault.fields).length === 0 ? (
              <p className="fault small">{fault.message}</p>
            ) : null}
          </div>
          <div className="dialog-foot">
            <span className="small muted">
              Your limit is {credits(page.may.adjust_a_time ?? 0)} at a time
            </span>
            <span className="row">
              <button type="button" className="btn" onClick={() => onClose(false)}>
                Not now
              </button>
              <button
                type="submit"
                className={gives ? 'btn primary' : 'btn danger'}
                disabled={submission.isSending || isStale || !preview || previewFault !== undefined}
              >
                {gives ? 'Give' : 'Take'} {preview && !isStale ? credits(preview.amount) : ''}{' '}
                {gives ? 'credits to' : 'credits from'} {name}
              </button>
            </span>
          </div>
        </form>
      )}
    </Dialog>
  );
}

function Effect({
  preview,
  isStale,
}: {
  preview: Json<AdjustmentPreview>;
  isStale: boolean;
}): React.ReactElement {
  const { before, after, parts } = preview;
  return (
    <table className={isStale ? 'effect stale' : 'effect'}>
      <tbody>
        {parts.map((part) => (
          <tr key={part.grant}>
            <td>From {words(part.type).toLowerCase()} credits</td>
            <td className="n">{change(-part.amount)}</td>
          </tr>
        ))}
        {before.debt > after.debt ? (
          <tr>
            <td>Repays what is owed</td>
            <td className="n">{change(after.debt - before.debt)}</td>
          </tr>
        ) : null}
        <tr className="sum">
          <td>Available afterwards</td>
          <td className="n">
            {credits(before.available)} → {credits(after.available)}
          </td>
        </tr>
      </tbody>
    </table>
  );
}
