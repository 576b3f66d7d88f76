import React from 'react';
import { office } from '../parts/office.js';

/** Stripe's pages by the prefix of what they show. A charge has the page of its payment. */
const PAGES: Readonly<Record<string, string>> = {
  pi: 'payments',
  ch: 'payments',
  py: 'payments',
  in: 'invoices',
  sub: 'subscriptions',
  dp: 'disputes',
  du: 'disputes',
};

/** An id of Stripe's, leading to its dashboard where there is one. */
export function StripeId({ id }: { id: string }): React.ReactElement {
  const dashboard = office().stripeDashboard;
  const page = PAGES[id.split('_')[0] ?? ''];
  if (!dashboard || !page) return <span className="mono">{id}</span>;
  return (
    <a className="mono" href={`${dashboard}/${page}/${id}`} target="_blank" rel="noreferrer">
      {id} ↗
    </a>
  );
}
