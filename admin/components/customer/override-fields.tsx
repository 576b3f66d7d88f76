import React from 'react';
import { Choice, Field } from '../dialog/fields.js';
import type { CallRefused } from '../parts/calls.js';
import { credits, words } from '../parts/format.js';
import type { Page } from './types.js';

export type OverrideKind = Page['may']['override'][number];

export interface OverrideForm {
  readonly kind: OverrideKind;
  /** Slug and credits, of a cost of his own. */
  readonly service: string;
  readonly cost: string;
  /** A date, or nothing. */
  readonly ends_at: string;
}

/** What the form asks for. */
export function overrideOf({ kind, service, cost, ends_at }: OverrideForm): object {
  return { kind, ...(kind === 'service_cost' ? { service, cost } : {}), ...(ends_at ? { ends_at } : {}) };
}

interface Props {
  readonly page: Page;
  readonly form: OverrideForm;
  readonly onChange: (form: OverrideForm) => void;
  readonly fault: CallRefused | undefined;
}

export function OverrideFields({ page, form, onChange, fault }: Props): React.ReactElement {
  return (
    <>
      <Choice
        label="What"
        choices={page.may.override.map((kind) => [kind, words(kind)] as const)}
        value={form.kind}
        onChange={(kind) => onChange({ ...form, kind })}
      />
      {form.kind === 'service_cost' ? (
        <OwnCost page={page} form={form} onChange={onChange} fault={fault} />
      ) : null}
      <Field
        label="Until the end of"
        type="date"
        optional
        value={form.ends_at}
        onChange={(ends_at) => onChange({ ...form, ends_at })}
        hint="Without a day it holds until somebody ends it."
        fault={fault?.fields.ends_at}
      />
    </>
  );
}

function OwnCost({ page, form, onChange, fault }: Props): React.ReactElement {
  const chosen = page.services.find(({ slug }) => slug === form.service);
  return (
    <>
      <Choice
        label="Service"
        choices={page.services.map(({ slug, name }) => [slug, name] as const)}
        value={form.service}
        onChange={(service) => onChange({ ...form, service })}
        fault={fault?.fields.service}
      />
      <Field
        label="Credits a use"
        inputMode="decimal"
        maxLength={15}
        value={form.cost}
        onChange={(cost) => onChange({ ...form, cost })}
        hint={chosen && `Costs this customer ${credits(chosen.cost)} now.`}
        fault={fault?.fields.cost}
      />
    </>
  );
}
