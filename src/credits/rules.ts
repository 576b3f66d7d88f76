export type CreditType = 'subscription' | 'promotional' | 'pay_as_you_go';

/** A lower number is spent first. The database holds the two together (priority_follows_type). */
export const PRIORITY: Readonly<Record<CreditType, number>> = {
  subscription: 0,
  promotional: 10,
  pay_as_you_go: 20,
};

/** What the order of spending looks at. `remaining` in hundredths. */
export interface OpenGrant {
  id: string;
  type: CreditType;
  remaining: number;
  expires_at: Date | null;
  created_at: Date;
}

export interface Allocation {
  grant: string;
  type: CreditType;
  amount: number;
}

/** Expired at the very instant, whether or not any job has run. */
export function isExpired(grant: { expires_at: Date | null }, now: Date): boolean {
  return grant.expires_at !== null && grant.expires_at.getTime() <= now.getTime();
}

/** By priority, then earliest expiry (none last), then oldest, then id. */
export function bySpendingOrder(a: OpenGrant, b: OpenGrant): number {
  return (
    PRIORITY[a.type] - PRIORITY[b.type] ||
    instant(a.expires_at) - instant(b.expires_at) ||
    a.created_at.getTime() - b.created_at.getTime() ||
    (a.id < b.id ? -1 : 1)
  );
}

function instant(at: Date | null): number {
  return at?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

/**
 * Which grants pay `amount` hundredths at `now`, in order; null when they cannot pay all of it.
 * `app.spend` does the same at speed; a property test holds the two together.
 */
export function allocate(grants: readonly OpenGrant[], amount: number, now: Date): Allocation[] | null {
  const open = grants.filter((grant) => !isExpired(grant, now)).sort(bySpendingOrder);
  const parts = takeInOrder(open, amount);
  const paid = parts.reduce((sum, part) => sum + part.amount, 0);
  return paid < amount
    ? null
    : parts.map((part) => ({ grant: part.id, type: part.type, amount: part.amount }));
}

/** The first grants that together have `amount`, and what each gives; all they have when that is less. */
export function takeInOrder<Grant extends { remaining: number }>(
  grants: readonly Grant[],
  amount: number,
): (Grant & { amount: number })[] {
  const parts: (Grant & { amount: number })[] = [];
  let left = amount;
  for (const grant of grants) {
    const part = Math.min(grant.remaining, left);
    if (part > 0) parts.push({ ...grant, amount: part });
    left -= part;
  }
  return parts;
}

/** What happens to the credits that were bought with money that goes back: domain.md, Money 3. */
export type ReturnPolicy = 'unused' | 'full' | 'keep';

/**
 * T, the credits (hundredths) that a return of money takes: floor(G · (R + r) / P) − ΣT of earlier live returns.
 * The floor is over the running total, so that many odd parts take in sum what one whole return takes. Money in
 * minor units of the payment's currency; more than was paid counts as all of it.
 *
 * @param figures.granted G, all that the payment granted
 * @param figures.returned_before_minor R, live returns before this one, disputes included
 * @param figures.taken_before ΣT, their targets
 */
export function creditsToTake(figures: {
  granted: number;
  paid_minor: number;
  returned_before_minor: number;
  return_minor: number;
  taken_before: number;
}): number {
  const { granted, paid_minor, returned_before_minor, return_minor, taken_before } = figures;
  if (paid_minor === 0) return 0;
  const returned_minor = Math.min(returned_before_minor + return_minor, paid_minor);
  const inAll = Number((BigInt(granted) * BigInt(returned_minor)) / BigInt(paid_minor));
  return Math.max(0, inAll - taken_before);
}

/** Where a return's target comes from, in hundredths. What these leave of it, a later release or reversal settles. */
export interface ReturnPlan {
  /** From what the payment's own grants still have, open or frozen. */
  own: number;
  /** What of the target waits for holds to let go. */
  held: number;
  /** Gone already: counts as taken, with no entry. */
  expired: number;
  /** From the wallet's other open grants: policy `full`. */
  others: number;
  /** Spent, and nothing left to pay with: policy `full`. */
  debt: number;
}

/** Splits a return's target. What is held now is waited for: it is taken when the hold lets go of it. */
export function planReturn(facts: {
  target: number;
  policy: ReturnPolicy;
  own_open: number;
  own_held: number;
  own_expired: number;
  others_open: number;
}): ReturnPlan {
  if (facts.policy === 'keep') return { own: 0, held: 0, expired: 0, others: 0, debt: 0 };
  let left = facts.target;
  const take = (most: number): number => {
    const part = Math.min(left, most);
    left -= part;
    return part;
  };
  const own = take(facts.own_open);
  const held = take(facts.own_held);
  const expired = take(facts.own_expired);
  if (facts.policy === 'unused') return { own, held, expired, others: 0, debt: 0 };
  const others = take(facts.others_open);
  return { own, held, expired, others, debt: left };
}
