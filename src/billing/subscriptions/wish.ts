import type { EndRefund } from './end-refund.js';

/** What the asker saw: a change that was meant for another plan or another period is not made. */
export interface Seen {
  price: string;
  /** Unix seconds. */
  period_end: number;
}

/** How a subscription is to be. Prices are ids in Stripe. */
export type Wish =
  /** Another plan now, paid in full now; in a trial it goes on with the trial, and nothing is paid yet. */
  | { to: 'plan_now'; price: string; seen: Seen }
  /** Another plan when the period ends. */
  | { to: 'plan_later'; price: string; interval: 'month' | 'year'; seen: Seen }
  /** No plan any more when the period ends. */
  | { to: 'end'; seen: Seen }
  /** The plan as it is, and no change that waits. Written down without `seen` by versions before it was asked for. */
  | { to: 'stay'; seen?: Seen }
  /** No plan any more, now. */
  | { to: 'ended'; credits: 'expire' | 'keep' }
  /** Nothing charged and nothing given, until it is resumed. */
  | { to: 'rest' }
  | { to: 'go_on' };

/** What the operation `subscription.change` keeps; `subscription` is an id in Stripe. */
export interface ChangeSubscription {
  subscription: string;
  wish: Wish;
  /** Whether the customer is told by mail what was done. */
  notify: boolean;
  /** An operator did it for the customer. */
  by_support: boolean;
  /** What goes back once the plan has ended: not before, so that no money does while it lives on. */
  refund?: EndRefund;
}
