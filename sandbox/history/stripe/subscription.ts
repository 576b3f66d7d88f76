import { buildSubscription, type Subscription } from '../../stripe/objects/subscription.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import { unix } from '../time.js';

/** One paid period, in milliseconds. */
export type Period = { start: number; end: number };

/** Stripe begins a subscription. */
export function beginSubscription(customer: Customer, offer: Offer, period: Period): Subscription {
  const { random, stripe, method, world } = customer;
  const subscription = buildSubscription({
    id: random.stripeId('sub'),
    created: unix(period.start),
    current_period_end: unix(period.end),
    customer: stripe?.id ?? '',
    default_payment_method: method?.id ?? null,
    metadata: { user_id: customer.id },
    price: offer.price,
  });
  for (const item of subscription.items.data) item.id = random.stripeId('si', 14);
  world.book.addObject(subscription);
  world.book.tell('customer.subscription.created', subscription, period.start);
  return subscription;
}

/** The next period has begun, paid or not. */
export function moveOn(customer: Customer, subscription: Subscription, period: Period): void {
  for (const item of subscription.items.data) {
    item.current_period_start = unix(period.start);
    item.current_period_end = unix(period.end);
  }
  customer.world.book.tell('customer.subscription.updated', subscription, period.start);
}

/** A renewal was declined, perhaps once more. */
export function fallPastDue(customer: Customer, subscription: Subscription, at: number): void {
  if (subscription.status === 'past_due') return;
  subscription.status = 'past_due';
  customer.world.book.tell('customer.subscription.updated', subscription, at);
}

/** What was past due is paid. */
export function recover(customer: Customer, subscription: Subscription, at: number): void {
  if (subscription.status !== 'past_due') return;
  subscription.status = 'active';
  customer.world.book.tell('customer.subscription.updated', subscription, at);
}

/** The subscription is over for good. */
export function endSubscription(
  customer: Customer,
  subscription: Subscription,
  reason: 'cancellation_requested' | 'payment_failed',
  at: number,
): void {
  Object.assign(subscription, {
    canceled_at: subscription.canceled_at ?? unix(at),
    ended_at: unix(at),
    status: 'canceled',
  } satisfies Partial<Subscription>);
  if (subscription.cancellation_details) subscription.cancellation_details.reason = reason;
  customer.world.book.tell('customer.subscription.deleted', subscription, at);
}

/** The customer cancels: the period that is paid is still his. */
export function cancelAtPeriodEnd(customer: Customer, subscription: Subscription, at: number): void {
  Object.assign(subscription, {
    cancel_at: subscription.items.data[0]?.current_period_end ?? null,
    cancel_at_period_end: true,
    canceled_at: unix(at),
  } satisfies Partial<Subscription>);
  const feedback = customer.random.pick(['too_expensive', 'unused', 'switched_service', 'other'] as const);
  Object.assign(subscription.cancellation_details ?? {}, { feedback, reason: 'cancellation_requested' });
  customer.world.book.tell('customer.subscription.updated', subscription, at);
}
