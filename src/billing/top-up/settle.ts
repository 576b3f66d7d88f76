import type { Tx } from '../../platform/db.js';
import { askForTopUp, switchOff, waitUntil } from './state.js';
import { tellDeclined, tellSwitchedOff } from './tell.js';

/** After the first decline a day, after the second three; a third ends it. */
const BACKOFF_DAYS = [1, 3] as const;

/**
 * A top-up was paid and its credits are there, in the transaction that registers the payment. Looks again: they may
 * not be enough. `credit_amount` 0 (the catalogue's fault) ends it: it would buy for nothing again and again.
 */
export async function settlePaid(
  tx: Tx,
  { operation_id, credit_amount }: { operation_id: string; credit_amount: number },
): Promise<void> {
  const attempt = await tx.maybeOne<{ wallet_id: string }>(
    `UPDATE top_up_attempts SET status = 'succeeded', settled_at = app.now(), failure_code = NULL, decline_code = NULL
     WHERE operation_id = $1 AND status <> 'succeeded' RETURNING wallet_id`,
    [operation_id],
  );
  if (!attempt) return;
  const { wallet_id } = attempt;
  await tx.query(
    'UPDATE top_ups SET failures = 0, waits_for = NULL, next_attempt_at = NULL WHERE wallet_id = $1',
    [wallet_id],
  );
  if (credit_amount > 0) return askForTopUp(tx, wallet_id);
  await switchOff(tx, { wallet_id, reason: 'not_for_sale' });
  await tellSwitchedOff(tx, { wallet_id, reason: 'not_for_sale' });
}

export interface Decline {
  operation_id: string;
  failure_code: string | null;
  decline_code: string | null;
}

/** A top-up was declined: waits longer each time, then gives up; the customer is told each time, once. */
export async function settleDeclined(tx: Tx, decline: Decline): Promise<void> {
  const { operation_id, failure_code, decline_code } = decline;
  const known = await tx.maybeOne<{ wallet_id: string }>(
    'SELECT wallet_id FROM top_up_attempts WHERE operation_id = $1',
    [operation_id],
  );
  if (!known) return;
  const { wallet_id } = known;
  await tx.query('SELECT FROM wallets WHERE id = $1 FOR NO KEY UPDATE', [wallet_id]);
  const attempt = await tx.maybeOne<{ id: string }>(
    `UPDATE top_up_attempts SET status = 'declined', settled_at = app.now(), failure_code = $2, decline_code = $3
     WHERE operation_id = $1 AND status = 'under_way' RETURNING id`,
    [operation_id, failure_code, decline_code],
  );
  if (attempt) await stepBack(tx, { wallet_id, attempt_id: attempt.id });
}

async function stepBack(
  tx: Tx,
  { wallet_id, attempt_id }: { wallet_id: string; attempt_id: string },
): Promise<void> {
  const { failures, on } = await tx.one<{ failures: number; on: boolean }>(
    `UPDATE top_ups SET failures = failures + 1 WHERE wallet_id = $1 RETURNING failures, status = 'on' AS on`,
    [wallet_id],
  );
  const days = BACKOFF_DAYS[failures - 1];
  if (!on) return tellDeclined(tx, { wallet_id, attempt_id, next: null });
  if (days !== undefined) {
    const until = `app.now() + interval '${days} days'`;
    const next = await waitUntil(tx, { wallet_id, waits_for: 'card', until });
    return tellDeclined(tx, { wallet_id, attempt_id, next });
  }
  await switchOff(tx, { wallet_id, reason: 'declined' });
  await tellDeclined(tx, { wallet_id, attempt_id, next: null, gave_up: true });
}
