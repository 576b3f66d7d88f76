import React from 'react';
import { Empty, Loading } from '../parts/empty.js';
import { clock, money } from '../parts/format.js';
import { useRead } from '../parts/use-read.js';
import { useTitle } from '../parts/use-title.js';
import { Counts } from './counts.js';
import type { Figures } from './figures.js';
import { LatestPayments } from './latest-payments.js';
import { Money } from './money.js';
import { useRefresh } from './use-refresh.js';

/** Today as it stands, read again while the page is open. */
export function Dashboard(): React.ReactElement {
  const { answer, fault, again } = useRead<Figures>('/pages/dashboard');
  useRefresh(again);
  useTitle('Today');
  return (
    <main className="page">
      <div>
        <h1>Today</h1>
        {answer ? (
          <p className="small muted">as of {clock(answer.as_of)}; days begin at midnight UTC</p>
        ) : null}
      </div>
      {fault && !answer ? <Empty title={fault} /> : null}
      {answer ? <Today figures={answer} /> : null}
      {answer || fault ? null : <Loading />}
    </main>
  );
}

function Today({ figures: { today, yesterday, counts } }: { figures: Figures }): React.ReactElement {
  return (
    <>
      {today.length === 0 ? (
        <section className="card">
          <Empty title="No money moved yet today.">
            {yesterday
              .map(({ net_minor, currency }) => `Yesterday: ${money(net_minor, currency)} net`)
              .join(' · ')}
          </Empty>
        </section>
      ) : null}
      {today.map((revenue) => (
        <Money
          key={revenue.currency}
          revenue={revenue}
          before={yesterday.find(({ currency }) => currency === revenue.currency)}
        />
      ))}
      <Counts counts={counts} />
      <LatestPayments />
    </>
  );
}
