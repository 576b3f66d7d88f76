import type { ResourceJSON } from 'adminjs';
import type React from 'react';
import { useEffect } from 'react';
import { Link } from 'react-router-dom';
import type { TodaysFigures } from '../../../src/analytics/index.js';
import type { Json } from '../customer/types.js';
import type { Listing } from '../list/list-page.js';
import { Rows } from '../list/rows.js';
import { Empty, Loading } from '../parts/empty.js';
import { clock, money } from '../parts/format.js';
import { listAddress } from '../parts/office.js';
import { useResources } from '../parts/resources.js';
import { useRead } from '../parts/use-read.js';

type Figures = Json<TodaysFigures>;

const REFRESH_MS = 15_000;
const LATEST = 8;

/** Today as it stands, read again while the page is open. */
export function Dashboard(): React.ReactElement {
  const { answer, fault, again } = useRead<Figures>('/pages/dashboard');
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && again(), REFRESH_MS);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <main className="page">
      <div>
        <h1>Today</h1>
        {answer ? (
          <p className="small muted">as of {clock(answer.as_of)}; days begin at midnight UTC</p>
        ) : null}
      </div>
      {fault && !answer ? <Empty title={fault} /> : null}
      {answer ? (
        <>
          {answer.today.length === 0 ? <NoMoney yesterday={answer.yesterday} /> : null}
          {answer.today.map((revenue) => (
            <Money
              key={revenue.currency}
              revenue={revenue}
              before={answer.yesterday.find((other) => other.currency === revenue.currency)}
            />
          ))}
          <Counts counts={answer.counts} />
          <LatestPayments asOf={answer.as_of} />
        </>
      ) : fault ? null : (
        <Loading />
      )}
    </main>
  );
}

type Revenue = Figures['today'][number];

function Money({ revenue, before }: { revenue: Revenue; before: Revenue | undefined }): React.ReactElement {
  const { currency } = revenue;
  return (
    <section className="card" aria-label={`Revenue today, ${currency.toUpperCase()}`}>
      <dl className="kpis">
        <div>
          <dt>Net revenue, {currency.toUpperCase()}</dt>
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

function NoMoney({ yesterday }: { yesterday: readonly Revenue[] }): React.ReactElement {
  return (
    <section className="card">
      <Empty title="No money moved yet today.">
        {yesterday
          .map((revenue) => `Yesterday: ${money(revenue.net_minor, revenue.currency)} net`)
          .join(' · ')}
      </Empty>
    </section>
  );
}

/** For those who may see payments. Read again whenever the figures are. */
function LatestPayments({ asOf }: { asOf: string }): React.ReactElement | null {
  const payments = useResources().find((resource) => resource.id === 'payments');
  return payments ? <Latest resource={payments} asOf={asOf} /> : null;
}

function Latest({ resource, asOf }: { resource: ResourceJSON; asOf: string }): React.ReactElement | null {
  const { answer, again } = useRead<Listing>(`/resources/${resource.id}/actions/list`, `perPage=${LATEST}`);
  useEffect(again, [asOf, again]);
  if (!answer || answer.records.length === 0) return null;
  return (
    <section className="card table-card">
      <div className="row between card-head">
        <h2>Latest payments</h2>
        <Link className="small" to={listAddress(resource.id)}>
          All payments
        </Link>
      </div>
      <Rows resource={resource} listing={answer} fixed />
    </section>
  );
}

function Counts({ counts }: { counts: Figures['counts'] }): React.ReactElement {
  const open = new Set(useResources().map((resource) => resource.id));
  const today = new Date().toISOString().slice(0, 10);
  const figures: readonly Figure[] = [
    {
      name: 'Customers',
      count: counts.customers,
      detail: `${counts.joined_today} joined today`,
      list: 'customers',
    },
    { name: 'Active today', count: counts.active_today, detail: 'used a service' },
    {
      name: 'Payments today',
      count: counts.payments_today,
      detail: 'succeeded',
      list: 'payments',
      filters: { status: 'succeeded', 'created_at~~from': today },
    },
    {
      name: 'Failed today',
      count: counts.failed_today,
      detail: 'declined or broken off',
      list: 'payments',
      filters: { status: 'failed', 'created_at~~from': today },
    },
    {
      name: 'Open discrepancies',
      count: counts.open_discrepancies,
      detail: 'between Stripe and us',
      list: 'discrepancies',
      filters: { status: 'open' },
    },
  ];
  return (
    <section className="card" aria-label="Counts">
      <dl className="kpis five">
        {figures.map(({ name, count, detail, list, filters }) => (
          <div key={name}>
            <dt>{list && open.has(list) ? <Link to={listAddress(list, filters)}>{name}</Link> : name}</dt>
            <dd>{count.toLocaleString('en-US')}</dd>
            <p className="xs muted">{detail}</p>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Figure {
  readonly name: string;
  readonly count: number;
  readonly detail: string;
  /** The list that holds the rows behind the figure. */
  readonly list?: string;
  readonly filters?: Readonly<Record<string, string>>;
}
