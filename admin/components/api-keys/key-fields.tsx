import React from 'react';
import type { ApiScope } from '../../../src/accounts/index.js';
import { Field, Tick } from '../dialog/fields.js';

const SCOPE_WORDS: Readonly<Record<ApiScope, string>> = {
  'customers:read': 'Look customers up',
  'balance:read': 'Read balances',
  'usage:read': 'Read the ledger and the usage',
  spend: 'Spend credits',
  reverse: 'Give the credits of a failed run back',
  hold: 'Reserve credits, capture and release them',
};

const SCOPES = Object.keys(SCOPE_WORDS) as ApiScope[];

export interface KeyForm {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  /** Requests a minute, or nothing. */
  readonly limit: string;
  /** A date, or nothing. */
  readonly expires_at: string;
}

export const NO_KEY_YET: KeyForm = {
  name: '',
  scopes: ['customers:read', 'balance:read', 'spend'],
  limit: '',
  expires_at: '',
};

/** What the form asks for. */
export function keyOf({ name, scopes, limit, expires_at }: KeyForm): object {
  return {
    name,
    scopes,
    ...(limit ? { rate_limit_per_minute: limit } : {}),
    ...(expires_at ? { expires_at } : {}),
  };
}

interface Props {
  readonly form: KeyForm;
  readonly onChange: (form: KeyForm) => void;
  readonly faults: Readonly<Record<string, string>>;
}

export function KeyFields({ form, onChange, faults }: Props): React.ReactElement {
  return (
    <>
      <Field
        label="Name"
        maxLength={100}
        isFirst
        value={form.name}
        onChange={(name) => onChange({ ...form, name })}
        hint="Which service uses it."
        fault={faults.name}
      />
      <Scopes
        chosen={form.scopes}
        onChange={(scopes) => onChange({ ...form, scopes })}
        fault={faults.scopes}
      />
      <Field
        label="Requests a minute"
        inputMode="numeric"
        maxLength={7}
        optional
        value={form.limit}
        onChange={(limit) => onChange({ ...form, limit })}
        hint="600,000 without a limit of its own."
        fault={faults.rate_limit_per_minute}
      />
      <Field
        label="Until the end of"
        type="date"
        optional
        value={form.expires_at}
        onChange={(expires_at) => onChange({ ...form, expires_at })}
        fault={faults.expires_at}
      />
    </>
  );
}

interface ScopesProps {
  readonly chosen: readonly ApiScope[];
  readonly onChange: (scopes: readonly ApiScope[]) => void;
  readonly fault: string | undefined;
}

function Scopes({ chosen, onChange, fault }: ScopesProps): React.ReactElement {
  const tick = (scope: ApiScope) => (may: boolean) =>
    onChange(may ? [...chosen, scope] : chosen.filter((other) => other !== scope));
  return (
    <fieldset className="field">
      <legend>It may</legend>
      {SCOPES.map((scope) => (
        <Tick key={scope} label={SCOPE_WORDS[scope]} value={chosen.includes(scope)} onChange={tick(scope)} />
      ))}
      {fault ? <p className="fault xs">{fault}</p> : null}
    </fieldset>
  );
}
