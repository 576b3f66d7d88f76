import React, { useState } from 'react';
import type { ApiScope } from '../../../src/accounts/index.js';
import { ActionForm } from '../dialog/action-form.js';
import { Field, Tick } from '../dialog/fields.js';
import { useSubmission } from '../dialog/use-submission.js';

const SCOPE_WORDS: Readonly<Record<ApiScope, string>> = {
  'customers:read': 'Look customers up',
  'balance:read': 'Read balances',
  'usage:read': 'Read the ledger and the usage',
  spend: 'Spend credits',
  reverse: 'Give the credits of a failed run back',
  hold: 'Reserve credits, capture and release them',
};

const SCOPES = Object.keys(SCOPE_WORDS) as ApiScope[];

interface Props {
  readonly onMade: (secret: string) => void;
  readonly onCancel: () => void;
}

export function NewKeyForm({ onMade, onCancel }: Props): React.ReactElement {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly ApiScope[]>(['customers:read', 'balance:read', 'spend']);
  const [expires_at, setExpiry] = useState('');
  const submission = useSubmission<{ created: string }>(
    '/resources/api-keys/actions/create',
    { name, scopes, ...(expires_at ? { expires_at } : {}) },
    ({ created }) => onMade(created),
  );
  const faults = submission.fault?.fields ?? {};
  const tick = (scope: ApiScope) => (may: boolean) =>
    setScopes(may ? [...scopes, scope] : scopes.filter((other) => other !== scope));
  return (
    <ActionForm
      submission={submission}
      button="Make the key"
      tone="primary"
      isReady={name.trim() !== '' && scopes.length > 0}
      limit={<span />}
      onCancel={onCancel}
    >
      <Field
        label="Name"
        maxLength={100}
        isFirst
        value={name}
        onChange={setName}
        hint="Which service uses it."
        fault={faults.name}
      />
      <fieldset className="field">
        <legend>It may</legend>
        {SCOPES.map((scope) => (
          <Tick
            key={scope}
            label={SCOPE_WORDS[scope]}
            value={scopes.includes(scope)}
            onChange={tick(scope)}
          />
        ))}
        {faults.scopes ? <p className="fault xs">{faults.scopes}</p> : null}
      </fieldset>
      <Field
        label="Until the end of"
        type="date"
        optional
        value={expires_at}
        onChange={setExpiry}
        fault={faults.expires_at}
      />
    </ActionForm>
  );
}
