import React from 'react';
import { Empty } from '../parts/empty.js';
import { State } from '../parts/states.js';
import { StripeId } from './stripe-id.js';
import { standing, termsWords } from './subscription-words.js';
import type { Page, Subscription } from './types.js';

export type SubscriptionAct = 'change' | 'end' | 'keep' | 'end_now' | 'pause' | 'resume';

interface Props {
  readonly page: Page;
  readonly onAct: ((act: SubscriptionAct, subscription: Subscription) => void) | undefined;
}

/** A customer's subscriptions, past ones too: how each stands in words, and what an operator may do about it. */
export function SubscriptionsTab({ page, onAct }: Props): React.ReactElement {
  const { list, under_way, plans } = page.subscriptions;
  if (list.length === 0) {
    return (
      <section className="card below">
        <Empty title="No subscription yet." />
      </section>
    );
  }
  return (
    <>
      {under_way ? (
        <p className="below small">
          A change is on its way to Stripe. Nothing else can be changed until it is through.
        </p>
      ) : null}
      {list.map((subscription) => (
        <Card
          key={subscription.id}
          subscription={subscription}
          refusal={plans?.refusal ?? null}
          acts={onAct && !under_way ? actsOf(subscription, page) : []}
          onAct={(act) => onAct?.(act, subscription)}
        />
      ))}
    </>
  );
}

interface CardProps {
  readonly subscription: Subscription;
  readonly refusal: string | null;
  readonly acts: readonly SubscriptionAct[];
  readonly onAct: (act: SubscriptionAct) => void;
}

function Card({ subscription, refusal, acts, onAct }: CardProps): React.ReactElement {
  const { plan, status, live, rests, credits, stripe_id, is_current } = subscription;
  return (
    <section className="card pad below" aria-label={plan}>
      <div className="row">
        <h2>{plan}</h2>
        <State of="subscription" value={live && rests ? 'paused' : status} />
        {live && !is_current ? <span className="chip bad">A second one</span> : null}
      </div>
      <p className="small muted">
        {termsWords(subscription)}
        {credits === null ? '' : `, ${credits.toLocaleString('en-US')} credits each time`} ·{' '}
        <StripeId id={stripe_id} />
      </p>
      {standing(subscription).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {is_current && refusal && acts.length > 0 ? (
        <p className="small muted">The plan cannot be changed now: the customer reads “{refusal}”</p>
      ) : null}
      {acts.length > 0 ? (
        <p className="row acts below">
          {acts.map((act) => (
            <button key={act} type="button" className="btn" onClick={() => onAct(act)}>
              {ACT_WORDS[act]}
            </button>
          ))}
        </p>
      ) : null}
    </section>
  );
}

const ACT_WORDS: Readonly<Record<SubscriptionAct, string>> = {
  change: 'Change plan',
  end: 'Cancel at period end',
  keep: 'Keep it as it is',
  end_now: 'Cancel now',
  pause: 'Pause',
  resume: 'Resume',
};

/** What can be done about it as it stands; the server decides again. */
function actsOf(subscription: Subscription, { subscriptions: { plans } }: Page): SubscriptionAct[] {
  const { live, is_current, rests, status, ends_at, pending, unbilled } = subscription;
  if (!live) return [];
  if (!is_current) return ['end_now'];
  const isRunning = !rests && (status === 'active' || status === 'trialing');
  return [
    ...(plans && plans.refusal === null ? (['change'] as const) : []),
    ...(ends_at || pending ? (['keep'] as const) : []),
    ...(ends_at ? [] : (['end'] as const)),
    ...(isRunning ? (['pause'] as const) : []),
    ...(rests || status === 'paused' || unbilled ? (['resume'] as const) : []),
    'end_now',
  ];
}
