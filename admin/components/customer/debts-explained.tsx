import React from 'react';
import { change, credits, day } from '../parts/format.js';
import { StripeId } from './stripe-id.js';
import type { Ledger } from './types.js';

interface Props {
  readonly debts: Ledger['explanation']['debts'];
  readonly writeOffs: Ledger['explanation']['write_offs'];
}

/** What is or was owed: for which return of money, and what became of it. */
export function DebtsExplained({ debts, writeOffs }: Props): React.ReactElement {
  return (
    <>
      {debts.map((debt) => (
        <article key={`${debt.cause} ${debt.cause_id}`} className="grant">
          <div className="grant-head">
            <h3>
              {credits(debt.amount)} owed after a {debt.cause}
            </h3>
            <p className={debt.outstanding > 0 ? 'left down' : 'left muted'}>
              {credits(debt.outstanding)} open
            </p>
          </div>
          <p className="xs muted about">
            <span>{day(debt.at)}</span>
            {debt.reference?.receipt_number ? <span>{debt.reference.receipt_number}</span> : null}
            {debt.reference?.stripe_id ? <StripeId id={debt.reference.stripe_id} /> : null}
          </p>
          <dl className="account">
            {debt.repayments.map(({ kind, amount, grant_id, at }) => (
              <React.Fragment key={`${kind} ${grant_id}`}>
                <dt>
                  {kind === 'debt_repayment' ? 'repaid from ' : 'no longer owed: the return was undone'}
                  {grant_id ? <a href={`#grant-${grant_id}`}>credits that came in</a> : null}, {day(at)}
                </dt>
                <dd>{change(-amount)}</dd>
              </React.Fragment>
            ))}
          </dl>
        </article>
      ))}
      {writeOffs.map(({ amount, at, act }) => (
        <article key={at} className="grant">
          <div className="grant-head">
            <h3>Written off</h3>
            <p className="left">{change(-amount)}</p>
          </div>
          <p className="xs muted about">
            <span>{day(at)}</span>
            {act?.operator ? <span>by {act.operator}</span> : null}
            {act?.reason ? <span>“{act.reason}”</span> : null}
          </p>
        </article>
      ))}
    </>
  );
}
