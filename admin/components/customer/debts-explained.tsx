import React from 'react';
import { change, credits, day } from '../parts/format.js';
import { ActTold } from './grant-explained.js';
import { StripeId } from './stripe-id.js';
import type { Ledger } from './types.js';

type Debt = Ledger['explanation']['debts'][number];

/** What is or was owed: for which return of money, and what became of it. */
export function DebtsExplained({ debts }: { readonly debts: readonly Debt[] }): React.ReactElement {
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
            {debt.repayments.map((repayment) => (
              <React.Fragment key={`${repayment.kind} ${repayment.grant_id} ${repayment.at}`}>
                <dt>
                  <Repayment repayment={repayment} />, {day(repayment.at)}
                  <ActTold act={repayment.act} />
                </dt>
                <dd>{change(-repayment.amount)}</dd>
              </React.Fragment>
            ))}
          </dl>
        </article>
      ))}
    </>
  );
}

function Repayment({ repayment }: { readonly repayment: Debt['repayments'][number] }): React.ReactElement {
  const { kind, grant_id } = repayment;
  if (kind === 'debt_write_off') return <>written off</>;
  if (kind !== 'debt_repayment') return <>no longer owed: the return was undone</>;
  return (
    <>
      repaid from <a href={`#grant-${grant_id}`}>credits that came in</a>
    </>
  );
}
