import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import {
  cancelAtPeriodEnd,
  cancelNow,
  changePlan,
  keepSubscription,
  pauseSubscription,
  previewCancellation,
  previewPlanChange,
  resumeSubscription,
  type SubscriptionView,
} from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { FormKey, parse, Reason, Ticket } from './parse.js';

/** `shown`: the version of the subscription that the dialog was about. */
const asked = {
  reason: Reason,
  ticket: Ticket,
  notify: z.boolean(),
  key: FormKey,
  shown: z.string().max(50),
};
const Change = z.discriminatedUnion('act', [
  z.strictObject({ act: z.enum(['end', 'keep', 'pause', 'resume']), ...asked }),
  z.strictObject({
    act: z.literal('end_now'),
    subscription_id: z.uuid(),
    credits: z.enum(['expire', 'keep', 'refund'], 'Choose what happens to the credits.'),
    ...asked,
  }),
  z.strictObject({
    act: z.literal('change'),
    price_id: z.uuid('Choose a plan.'),
    timing: z.enum(['now', 'period_end']),
    ...asked,
  }),
]);
type Change = z.output<typeof Change>;

const OPENING = { permission: 'subscriptions.change', method: 'POST' } as const;
const End = z.strictObject({ subscription_id: z.uuid() });
const Plan = z.strictObject({ price_id: z.uuid('Choose a plan.') });

/** What an end of a subscription would mean: the last day that is paid, credits lost, what is due or can go back. */
export function previewEndOfSubscription({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ id, body }) => ({
    preview: await previewCancellation(db, id, parse(End, body).subscription_id),
  }));
}

/** What another plan would cost and give, by Stripe's own preview. */
export function previewPlanOfCustomer({ db, stripe }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ id: user_id, body }) => ({
    preview: await previewPlanChange({ db, stripe }, { user_id, ...parse(Plan, body) }),
  }));
}

/** Changes a customer's subscription for him, after a recent proof of who it is. */
export function changeSubscriptionOfCustomer(deps: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id: user_id, body, session }) => {
    requireRecentAuthentication(session);
    const { reason, ticket, notify, key, shown, ...change } = parse(Change, body);
    const asked = { user_id, key, shown, operator: { actor, reason, ticket, notify } };
    const plan = await carryOut(deps, asked, change);
    const message = waitingInWords(change.act, plan) ?? DONE[change.act];
    return { notice: { type: 'success', message } };
  });
}

/** What was asked for, where it waits for its payment; why, the subscription's own panel says as soon as it is known. */
function waitingInWords(act: Change['act'], { pending, status }: SubscriptionView): string | undefined {
  if (act === 'resume' && WAITING.includes(status)) return 'The subscription goes on once it is paid.';
  if (act !== 'change' || pending?.kind !== 'unpaid') return undefined;
  return `The change to ${pending.plan} waits for its payment.`;
}

type Asked = Omit<Parameters<typeof cancelNow>[1], 'credits'>;
type Act = Change extends infer Each ? (Each extends Change ? Omit<Each, keyof typeof asked> : never) : never;

function carryOut(deps: AdminDeps, asked: Asked, change: Act): Promise<SubscriptionView> {
  switch (change.act) {
    case 'end':
      return cancelAtPeriodEnd(deps, asked);
    case 'keep':
      return keepSubscription(deps, asked);
    case 'pause':
      return pauseSubscription(deps, asked);
    case 'resume':
      return resumeSubscription(deps, asked);
    case 'end_now': {
      const { credits, subscription_id } = change;
      return cancelNow(deps, { ...asked, credits, subscription_id });
    }
    case 'change': {
      const { price_id, timing } = change;
      return changePlan(deps, { ...asked, price_id, timing });
    }
  }
}

/** Resumed, these wait for their payment. */
const WAITING: readonly SubscriptionView['status'][] = ['paused', 'unpaid'];

const DONE: Readonly<Record<Change['act'], string>> = {
  end: 'The subscription ends with its period.',
  keep: 'The subscription goes on as it is.',
  pause: 'The subscription is paused.',
  resume: 'The subscription goes on.',
  end_now: 'The subscription has ended.',
  change: 'The change of plan is made.',
};
