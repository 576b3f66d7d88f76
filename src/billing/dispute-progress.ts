import type Stripe from 'stripe';
import { type DisputedMoney, freezeForDispute, loseDispute, releaseDispute } from '../credits/index.js';
import type { Tx } from '../platform/db.js';

/** `closed_at`: null while it is open. */
type FollowedMoney = DisputedMoney & { closed_at: string | null };
type Follow = (tx: Tx, money: FollowedMoney) => Promise<void>;

/** What the end of a dispute means for the credits that the payment bought. */
const ENDS: Readonly<Partial<Record<Stripe.Dispute.Status, Follow>>> = {
  lost: (tx, { closed_at, ...money }) => loseDispute(tx, { ...money, lost_at: closed_at ?? undefined }),
  won: releaseDispute,
  warning_closed: releaseDispute,
  prevented: releaseDispute,
};

export function isClosed({ status }: Pick<Stripe.Dispute, 'status'>): boolean {
  return ENDS[status] !== undefined;
}

/**
 * Lets the credits follow a stored dispute, whatever it went through while nobody looked, and any number of times.
 * While it is open, an inquiry (`warning_…`) or an appeal too, they are frozen.
 */
export async function followDispute(
  tx: Tx,
  { status, ...money }: FollowedMoney & Pick<Stripe.Dispute, 'status'>,
): Promise<void> {
  // A dispute about nothing (Stripe knows them) has no share of the credits.
  if (money.amount_minor > 0) await (ENDS[status] ?? freezeForDispute)(tx, money);
}
