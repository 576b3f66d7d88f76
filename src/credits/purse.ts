import type { Queryable } from '../platform/db.js';
import { FAMILY } from './return-facts.js';
import { takeInOrder } from './rules.js';

export interface Drawn {
  grant_id: string;
  amount: number;
}

/** Credits that a dispute has frozen in a grant. */
export interface Frozen extends Drawn {
  dispute_id: string;
}

/** What a wallet's grants have while its returns are settled, in memory: drawing is noted here, and posted later. */
export class Purse {
  constructor(
    private readonly open: { id: string; remaining: number; own: boolean }[],
    private readonly frozen: Frozen[],
  ) {}

  /** From open grants in the order of spending: the payment's own or the others. */
  drawOpen(amount: number, { own }: { own: boolean }): Drawn[] {
    const parts = takeInOrder(
      this.open.filter((grant) => grant.own === own),
      amount,
    );
    for (const part of parts) {
      const grant = this.open.find(({ id }) => id === part.id);
      if (grant) grant.remaining -= part.amount;
    }
    return parts.map((part) => ({ grant_id: part.id, amount: part.amount }));
  }

  /** From what some disputes have frozen, the newest first. */
  drawFrozen(amount: number, of: (dispute_id: string) => boolean): Frozen[] {
    const drawn: Frozen[] = [];
    let left = amount;
    for (const part of this.frozen) {
      const take = of(part.dispute_id) ? Math.min(part.amount, left) : 0;
      if (take === 0) continue;
      part.amount -= take;
      left -= take;
      drawn.push({ ...part, amount: take });
    }
    return drawn;
  }

  frozenBy(dispute_id: string): number {
    return this.frozen
      .filter((part) => part.dispute_id === dispute_id)
      .reduce((sum, { amount }) => sum + amount, 0);
  }
}

/** The wallet must be open: what has lapsed is not among its open grants then. */
export async function readPurse(
  db: Queryable,
  payment: { wallet_id: string; payment_id: string },
): Promise<Purse> {
  const open = await db.query<{ id: string; remaining: number; own: boolean }>(
    `WITH ${FAMILY}
     SELECT id, remaining, id IN (SELECT id FROM family) AS own FROM grants WHERE wallet_id = $1 AND open
     ORDER BY priority, expires_at, created_at, id`,
    [payment.wallet_id, payment.payment_id],
  );
  return new Purse(open, await frozenParts(db, payment));
}

/** What open disputes of a payment have frozen, grant by grant; the newest first. */
function frozenParts(
  db: Queryable,
  { wallet_id, payment_id }: { wallet_id: string; payment_id: string },
): Promise<Frozen[]> {
  return db.query<Frozen>(
    `WITH ${FAMILY}
     SELECT cause_id AS dispute_id, grant_id, sum(frozen) AS amount FROM entries
     WHERE wallet_id = $1 AND kind <> 'spend' AND cause = 'dispute' AND frozen <> 0 AND grant_id IN (SELECT id FROM family)
     GROUP BY cause_id, grant_id HAVING sum(frozen) > 0
     ORDER BY max(no) DESC`,
    [wallet_id, payment_id],
  );
}
