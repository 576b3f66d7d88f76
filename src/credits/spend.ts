import type { Db, Queryable, Tx } from '../platform/db.js';
import { hashOf } from './idempotency.js';
import { openWallet } from './open-wallet.js';
import { answerOf, type SpendAnswer, type SpendRequest, type SpendRow } from './spend-answer.js';

/**
 * Charges a wallet for a service: all of it or nothing, once per idempotency key, in one round trip.
 * Outside a transaction it commits by itself.
 *
 * @throws InsufficientCredits, IdempotencyKeyReused, AccountSuspended, SpendingFrozen, UnknownCustomer, UnknownService
 */
export async function spend(db: Db | Tx, request: SpendRequest): Promise<SpendAnswer> {
  for (;;) {
    const row = await askToSpend(db, request);
    if (row.outcome !== 'holds_lapsed') return answerOf(row, request);
    await releaseLapsedHolds(db, request.wallet_id);
  }
}

/**
 * As `spend`, but waits for nobody: undefined when another transaction has the wallet (or there is none), and when
 * something has to be written down before it can be spent from.
 */
export async function trySpend(db: Db, request: SpendRequest): Promise<SpendAnswer | undefined> {
  const row = await askToSpend(db, request, { skip_locked: true });
  const undecided = row.outcome === 'locked' || row.outcome === 'holds_lapsed';
  return undecided ? undefined : answerOf(row, request);
}

/** What an idempotency key of a spend is bound to. */
export function spendHash({ service, quantity, metadata }: SpendRequest): Buffer {
  return hashOf({ service, quantity, metadata });
}

function askToSpend(db: Queryable, request: SpendRequest, { skip_locked = false } = {}): Promise<SpendRow> {
  const { wallet_id, service, quantity, key_owner, key, metadata } = request;
  return db.one<SpendRow>(
    'SELECT outcome, spend_id, spent, allocations, balance, spent_at FROM app.spend($1, $2, $3, $4, $5, $6, $7, $8)',
    [wallet_id, service, quantity, key_owner, key, spendHash(request), metadata ?? null, skip_locked],
    { name: 'spend' },
  );
}

async function releaseLapsedHolds(db: Db | Tx, wallet_id: string): Promise<void> {
  if ('transaction' in db) await db.transaction((tx) => openWallet(tx, wallet_id));
  else await openWallet(db, wallet_id);
}
