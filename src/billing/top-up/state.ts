import type { Tx } from '../../platform/db.js';
import { enqueue } from '../../platform/outbox.js';
import type { OffReason, WaitsFor } from './decide.js';

/** Looks again soon whether to buy. */
export async function askForTopUp(tx: Tx, wallet_id: string): Promise<void> {
  await enqueue(tx, { queue: 'top-up', payload: { wallet_id } });
}

/** Nothing is bought before `until`, an SQL expression of app.now(). */
export async function waitUntil(
  tx: Tx,
  { wallet_id, waits_for, until }: { wallet_id: string; waits_for: WaitsFor; until: string },
): Promise<Date> {
  const { next_attempt_at } = await tx.one<{ next_attempt_at: Date }>(
    `UPDATE top_ups SET waits_for = $2, next_attempt_at = ${until} WHERE wallet_id = $1 RETURNING next_attempt_at`,
    [wallet_id, waits_for],
  );
  return next_attempt_at;
}

/** The wallet's threshold goes too: from then on no crossing is noticed. */
export async function switchOff(
  tx: Tx,
  { wallet_id, reason }: { wallet_id: string; reason: OffReason },
): Promise<void> {
  await tx.query('UPDATE wallets SET top_up_threshold = NULL WHERE id = $1', [wallet_id]);
  await tx.query(
    `UPDATE top_ups SET status = 'off', off_reason = $2, waits_for = NULL, next_attempt_at = NULL
     WHERE wallet_id = $1 AND status = 'on'`,
    [wallet_id, reason],
  );
}

/** Another card is worth another try at once: what was waited for was the old one. */
export async function retryWithNewDefault(tx: Tx, user_id: string): Promise<void> {
  const waiting = await tx.maybeOne(
    `UPDATE top_ups SET waits_for = NULL, next_attempt_at = NULL
     WHERE wallet_id = $1 AND status = 'on' AND waits_for = 'card' AND payment_method_id IS NULL
     RETURNING wallet_id`,
    [user_id],
  );
  if (waiting) await askForTopUp(tx, user_id);
}
