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
  const allocations: Allocation[] = [];
  let unpaid = amount;
  for (const grant of grants.filter((each) => !isExpired(each, now)).sort(bySpendingOrder)) {
    if (unpaid === 0) break;
    const part = Math.min(grant.remaining, unpaid);
    if (part > 0) allocations.push({ grant: grant.id, type: grant.type, amount: part });
    unpaid -= part;
  }
  return unpaid === 0 ? allocations : null;
}
