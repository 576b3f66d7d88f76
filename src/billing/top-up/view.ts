import type { Queryable } from '../../platform/db.js';
import type { DeclineReason } from '../decline-reasons.js';
import type { OffReason, WaitsFor } from './decide.js';
import { USED } from './standing.js';
import { topUpDecline, WHY_OFF } from './words.js';

export interface TopUpAttempt {
  status: 'under_way' | 'succeeded' | 'declined';
  amount_minor: number;
  currency: string;
  created_at: Date;
  /** Null unless it was declined. */
  decline: DeclineReason | null;
}

/** How a customer's automatic top-up stands, as he sees it. */
export interface TopUpView {
  on: boolean;
  threshold: number;
  price_id: string;
  payment_method_id: string | null;
  currency: string;
  monthly_cap_minor: number;
  /** Taken this UTC month, attempts under way included. */
  used_minor: number;
  waits_for: WaitsFor | null;
  next_attempt_at: Date | null;
  /** Why it is off by itself; null while it is on, or where the customer switched it off. */
  why_off: string | null;
  /** The last few, newest first. */
  attempts: TopUpAttempt[];
}

const ATTEMPTS_SHOWN = 5;

/** Undefined for who never set it up. */
export async function topUpOf(db: Queryable, user_id: string): Promise<TopUpView | undefined> {
  const row = await db.maybeOne<Omit<TopUpView, 'why_off' | 'attempts'> & { off_reason: OffReason | null }>(
    `SELECT t.status = 'on' AS on, t.threshold, t.price_id, t.payment_method_id, t.currency, t.monthly_cap_minor,
            (${USED}) AS used_minor, t.waits_for, t.next_attempt_at, t.off_reason
     FROM top_ups t WHERE t.wallet_id = $1`,
    [user_id],
  );
  if (!row) return undefined;
  const { off_reason, ...view } = row;
  return { ...view, why_off: off_reason && WHY_OFF[off_reason], attempts: await lastAttempts(db, user_id) };
}

async function lastAttempts(db: Queryable, user_id: string): Promise<TopUpAttempt[]> {
  const rows = await db.query<
    Omit<TopUpAttempt, 'decline'> & { failure_code: string | null; decline_code: string | null }
  >(
    `SELECT status, amount_minor, currency, created_at, failure_code, decline_code FROM top_up_attempts
     WHERE wallet_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2`,
    [user_id, ATTEMPTS_SHOWN],
  );
  return rows.map(({ failure_code, decline_code, ...attempt }) => ({
    ...attempt,
    decline: attempt.status === 'declined' ? topUpDecline({ failure_code, decline_code }) : null,
  }));
}
