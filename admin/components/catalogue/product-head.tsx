import React from 'react';
import { Moment } from '../parts/moment.js';
import type { ProductPage } from './types.js';
import { remedy } from './words.js';

interface HeadProps {
  readonly page: ProductPage;
  readonly onAct: ((act: 'change' | 'sell' | 'add') => void) | undefined;
}

/** What is wrong with a product, what is on its way to Stripe, and what can be done. */
export function ProductHead({ page, onAct }: HeadProps): React.ReactElement {
  const { terms, under_way } = page;
  return (
    <>
      {terms.fault ? (
        <section className="card pad faults below" aria-label="Cannot be sold">
          <h2>Cannot be sold as it is</h2>
          <p className="small fault">{terms.fault}</p>
          <p className="xs muted">{remedy(terms.fault)}</p>
        </section>
      ) : null}
      {under_way ? (
        <p className="below small">
          A change is on its way to Stripe
          {under_way.error ? `, which answered so far: ${under_way.error}` : ''}.
        </p>
      ) : null}
      {onAct ? (
        <p className="row below">
          <button type="button" className="btn primary" onClick={() => onAct('change')}>
            Change name or credits
          </button>
          <button type="button" className="btn" onClick={() => onAct('add')}>
            Add a price
          </button>
          <button type="button" className="btn" onClick={() => onAct('sell')}>
            {terms.active ? 'Archive' : 'Sell again'}
          </button>
        </p>
      ) : null}
    </>
  );
}

/** What it gave and since when: what was paid in between keeps that. */
export function CreditVersions({ page }: { page: ProductPage }): React.ReactElement | null {
  if (page.versions.length === 0) return null;
  return (
    <section className="card table-card below" aria-label="Credits over time">
      <div className="card-head">
        <h2>What it has given</h2>
      </div>
      <table className="list">
        <thead>
          <tr>
            <th>Since</th>
            <th>Of</th>
            <th className="n">Credits</th>
          </tr>
        </thead>
        <tbody>
          {page.versions.map(({ of, valid_from, credit_amount }) => (
            <tr key={`${of} ${valid_from}`}>
              <td data-label="Since">
                <Moment at={valid_from} />
              </td>
              <td data-label="Of">{of}</td>
              <td data-label="Credits" className="n">
                {credit_amount?.toLocaleString('en-US') ?? <span className="muted">not said</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
