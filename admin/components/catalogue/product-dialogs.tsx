import React, { useState } from 'react';
import { CatalogueDialog } from './change-dialog.js';
import { ProductFields, type ProductForm } from './product-fields.js';
import type { ProductPage } from './types.js';

interface Props {
  readonly page: ProductPage;
  readonly onClose: (isDone: boolean) => void;
}

const record = (page: ProductPage) => `/resources/products/records/${page.id}`;

/** Name, description and credits of a product. */
export function ChangeProductDialog({ page, onClose }: Props): React.ReactElement {
  const { terms, kind } = page;
  const [form, setForm] = useState(formOf(page));
  return (
    <CatalogueDialog
      record={record(page)}
      title={`Change ${terms.name}`}
      about="What was paid before keeps the credits that were said then; each payment and renewal after it gets the new."
      button={`Change ${terms.name}`}
      change={changed(formOf(page), form, terms.fault !== null)}
      onClose={onClose}
      fields={(faults) => (
        <ProductFields form={form} onChange={setForm} faults={faults} isPlan={kind === 'subscription'} />
      )}
    />
  );
}

function formOf({ terms }: ProductPage): ProductForm {
  const { name, description, credit_amount, trial_credit_amount } = terms;
  const text = (credits: number | null) => (credits === null ? '' : String(credits));
  return {
    name,
    description,
    credit_amount: text(credit_amount),
    trial_credit_amount: text(trial_credit_amount),
  };
}

/** Only what was touched; of a faulty product the credits too, since what stands there is none. */
function changed(before: ProductForm, after: ProductForm, isFaulty: boolean): object | undefined {
  const names = (Object.keys(after) as (keyof ProductForm)[]).filter(
    (name) => after[name] !== before[name] || (isFaulty && name.endsWith('credit_amount')),
  );
  return names.length > 0 ? Object.fromEntries(names.map((name) => [name, after[name]])) : undefined;
}

/** Takes a product off sale with all its prices, or puts it back. */
export function SellProductDialog({ page, onClose }: Props): React.ReactElement {
  const { name, active } = page.terms;
  return (
    <CatalogueDialog
      record={record(page)}
      title={active ? `Archive ${name}` : `Put ${name} back on sale`}
      about={
        active
          ? 'Nobody new can buy it. Who has subscribed to it keeps it, renews and gets its credits.'
          : 'Its prices that are not archived can be bought again.'
      }
      button={active ? `Archive ${name}` : `Sell ${name} again`}
      tone={active ? 'danger' : 'primary'}
      change={{ active: !active }}
      onClose={onClose}
    />
  );
}
