import React from 'react';
import { Link } from 'react-router-dom';
import { listAddress, WORK_ADDRESS } from '../parts/office.js';
import { useResources } from '../parts/resources.js';
import type { Figures } from './figures.js';

interface Figure {
  readonly name: string;
  readonly count: number;
  readonly detail: string;
  /** The list that holds the rows behind the figure. */
  readonly list?: string;
  readonly filters?: Readonly<Record<string, string>>;
  /** The page behind it, where it is no list; seen by those who see `list`. */
  readonly page?: string;
}

/** The day's counts; each leads to the rows behind it, where the operator may see them. */
export function Counts({ counts }: { counts: Figures['counts'] }): React.ReactElement {
  const open = new Set(useResources().map((resource) => resource.id));
  return (
    <section className="card" aria-label="Counts">
      <dl className="kpis six">
        {figuresOf(counts).map(({ name, count, detail, list, filters, page }) => (
          <div key={name}>
            <dt>
              {list && open.has(list) ? <Link to={page ?? listAddress(list, filters)}>{name}</Link> : name}
            </dt>
            <dd>{count.toLocaleString('en-US')}</dd>
            <p className="xs muted">{detail}</p>
          </div>
        ))}
      </dl>
    </section>
  );
}

function figuresOf(counts: Figures['counts']): readonly Figure[] {
  const today = { 'created_at~~from': new Date().toISOString().slice(0, 10) };
  return [
    {
      name: 'Customers',
      count: counts.customers,
      detail: `${counts.joined_today} joined today`,
      list: 'customers',
      filters: { status: 'active' },
    },
    { name: 'Active today', count: counts.active_today, detail: 'used a service' },
    {
      name: 'Payments today',
      count: counts.payments_today,
      detail: 'succeeded',
      list: 'payments',
      filters: { status: 'succeeded', ...today },
    },
    {
      name: 'Failed today',
      count: counts.failed_today,
      detail: 'declined or broken off',
      list: 'payments',
      filters: { status: 'failed', ...today },
    },
    {
      name: 'Open discrepancies',
      count: counts.open_discrepancies,
      detail: 'between Stripe and us',
      list: 'discrepancies',
      filters: { status: 'open' },
    },
    {
      name: 'Given up',
      count: counts.given_up,
      detail: 'work in the background',
      list: 'stripe-events',
      page: WORK_ADDRESS,
    },
  ];
}
