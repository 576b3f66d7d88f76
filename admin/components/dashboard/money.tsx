import React from 'react';
import { money } from '../parts/format.js';
import type { Figures } from './figures.js';

type Revenue = Figures['today'][number];

/** One currency's day: currencies are never added up. */
export function Money({
  revenue,
  before,
}: {
  revenue: Revenue;
  before: Revenue | undefined;
}): React.ReactElement {
  const { currency } = revenue;
  const code = currency.toUpperCase();
  return (
    <section className="card" aria-label={`Revenue today, ${code}`}>
      <dl className="kpis">
        <div>
          <dt>Net revenue, {code}</dt>
          <dd className="big">{money(revenue.net_minor, currency)}</dd>
          <p className="xs muted">
            {before ? `yesterday ${money(before.net_minor, currency)}` : 'nothing yesterday'}
          </p>
        </div>
        <div>
          <dt>Gross</dt>
          <dd>{money(revenue.gross_minor, currency)}</dd>
        </div>
        <div>
          <dt>Refunds</dt>
          <dd>{money(revenue.refunds_minor, currency)}</dd>
        </div>
        <div>
          <dt>Lost disputes</dt>
          <dd>{money(revenue.disputes_minor, currency)}</dd>
        </div>
      </dl>
    </section>
  );
}
