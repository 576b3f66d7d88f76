import React from 'react';
import { change, credits, day, money } from '../parts/format.js';
import { Moment } from '../parts/moment.js';
import { StripeId } from './stripe-id.js';
import type { Grant, Ledger } from './types.js';

type Part = Grant['parts'][number];
type Act = Grant['origin']['act'];

/** One grant: from where, where each part of it went, what is left of it. */
export function GrantExplained({ grant }: { grant: Grant }): React.ReactElement {
  const { amount, label, left, held, frozen, held_until, type, origin, parts } = grant;
  const isGone = left + held + frozen === 0;
  return (
    <article className="grant" id={`grant-${grant.id}`}>
      <div className="grant-head">
        <h3>
          <i className={`of-${type}`} aria-hidden="true" />
          {credits(amount)} {label}
          {origin.source !== 'payment' && origin.payment ? `: ${origin.payment.description}` : ''}
        </h3>
        <p className={isGone ? 'left muted' : 'left'}>{credits(left)} left</p>
      </div>
      <GrantFacts grant={grant} isGone={isGone} />
      <Parts parts={parts} />
      {held > 0 ? (
        <p className="small">
          {credits(held)} held{held_until ? <>, until {<Moment at={held_until} />} at the latest</> : null}
        </p>
      ) : null}
      {frozen > 0 ? <p className="small">{credits(frozen)} frozen in a dispute</p> : null}
    </article>
  );
}

function GrantFacts({ grant, isGone }: { grant: Grant; isGone: boolean }): React.ReactElement {
  const { created_at, expires_at, origin, converted_into } = grant;
  const { payment } = origin;
  return (
    <p className="xs muted about">
      <span>
        <Moment at={created_at} />
      </span>
      {isGone ? null : <span>{expires_at ? <>until {<Moment at={expires_at} />}</> : 'never expires'}</span>}
      {payment ? <span>{payment.receipt_number ?? 'receipt pending'}</span> : null}
      {payment ? <span>{money(payment.amount_minor, payment.currency)}</span> : null}
      {payment ? <StripeId id={payment.stripe_payment_intent_id ?? payment.stripe_charge_id} /> : null}
      {payment?.stripe_invoice_id ? <StripeId id={payment.stripe_invoice_id} /> : null}
      {origin.invoice_number ? <span>invoice {origin.invoice_number}</span> : null}
      {origin.origin_grant ? (
        <span>
          continues <a href={`#grant-${origin.origin_grant}`}>an earlier grant</a>
        </span>
      ) : null}
      {converted_into ? (
        <span>
          went on as <a href={`#grant-${converted_into}`}>another grant</a>
        </span>
      ) : null}
      <ActTold act={origin.act} />
    </p>
  );
}

/** What went where, negative where it left. */
export function Parts({ parts }: { parts: readonly Part[] }): React.ReactElement | null {
  if (parts.length === 0) return null;
  return (
    <dl className="account">
      {parts.map((part) => (
        <React.Fragment key={`${part.kind} ${part.service} ${part.cause} ${part.cause_id}`}>
          <dt>
            {part.label}
            {part.kind === 'spend' ? `, ${timesInWords(part.times)}` : `, ${day(part.at)}`}
            {part.reference?.stripe_id ? (
              <span className="xs muted">
                {' '}
                {money(part.reference.amount_minor, part.reference.currency)}{' '}
                <StripeId id={part.reference.stripe_id} />
              </span>
            ) : null}
            <ActTold act={part.act} />
          </dt>
          <dd className={part.amount < 0 ? 'up' : ''}>{change(-part.amount)}</dd>
        </React.Fragment>
      ))}
    </dl>
  );
}

function timesInWords(times: number): string {
  return times === 1 ? 'once' : `${times.toLocaleString('en-US')} times`;
}

/** Who did it, and in whose words; for colleagues only. */
export function ActTold({ act }: { act: Act }): React.ReactElement | null {
  if (!act) return null;
  return (
    <span className="xs muted">
      {' '}
      {act.operator ? `by ${act.operator}` : ''}
      {act.operator && act.reason ? ': ' : ''}
      {act.reason ? `“${act.reason}”` : ''}
    </span>
  );
}

/** Grants that are used up, in one. */
export function FoldedGrants({
  older,
  onMore,
}: {
  older: NonNullable<Ledger['explanation']['older']>;
  onMore: (() => void) | undefined;
}): React.ReactElement {
  return (
    <article className="grant">
      <div className="grant-head">
        <h3>
          {older.count.toLocaleString('en-US')} earlier grants, {credits(older.amount)} in all
        </h3>
        <p className="left muted">{credits(older.left)} left</p>
      </div>
      <Parts parts={older.parts} />
      {onMore ? (
        <button type="button" className="link small" onClick={onMore}>
          Tell more of them one by one
        </button>
      ) : null}
    </article>
  );
}
