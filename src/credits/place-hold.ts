import type { Tx } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { AccountSuspended, InsufficientCredits, SpendingFrozen } from './errors.js';
import { type Hold, readHold } from './holds.js';
import { replayOr } from './idempotency.js';
import { type OpenWallet, post } from './ledger.js';
import { openGrants } from './open-grants.js';
import { openWallet } from './open-wallet.js';
import { takeInOrder } from './rules.js';
import { serviceCost } from './service-cost.js';

export const HOLD_SECONDS = { min: 60, max: 86_400, default: 900 } as const;

export interface HoldRequest {
  wallet_id: string;
  /** Slug of an active service. */
  service: string;
  quantity: number;
  /** After this many seconds it lapses; within HOLD_SECONDS. */
  expires_in_s?: number | undefined;
  /** Who may close it where only its maker may: an API key's id, 'portal'. */
  made_by: string;
  key_owner: string;
  key: string;
}

/**
 * Sets credits aside for a run of a service at the cost in force: all of it or nothing, once per key. They leave
 * `available` in the order of spending and outlive the expiry of the grants they come from.
 *
 * @throws InsufficientCredits, IdempotencyKeyReused, AccountSuspended, SpendingFrozen, UnknownCustomer,
 *   UnknownService, InvalidInput
 */
export async function placeHold(tx: Tx, request: HoldRequest): Promise<{ replayed: boolean; hold: Hold }> {
  const { wallet_id, service, quantity, expires_in_s = HOLD_SECONDS.default, key_owner, key } = request;
  requireSensible(expires_in_s);
  const wallet = await openWallet(tx, wallet_id);
  const { replayed, answer } = await replayOr<Hold>(
    tx,
    { wallet_id, key_owner, key, operation: 'hold', body: { service, quantity, expires_in_s } },
    async () => {
      await requireSpendable(tx, wallet);
      return setAside(tx, wallet, { ...request, expires_in_s });
    },
  );
  return { replayed, hold: answer };
}

function requireSensible(seconds: number): void {
  const { min, max } = HOLD_SECONDS;
  if (!Number.isInteger(seconds) || seconds < min || seconds > max)
    throw new InvalidInput({ expires_in: `Give ${min} to ${max} seconds.` });
}

async function requireSpendable(tx: Tx, wallet: OpenWallet): Promise<void> {
  const { suspended, frozen } = await tx.one<{ suspended: boolean; frozen: boolean }>(
    `SELECT coalesce(suspended_until > $2, false) AS suspended, coalesce(spending_frozen_until > $2, false) AS frozen
     FROM wallets WHERE id = $1`,
    [wallet.id, wallet.at],
  );
  if (suspended) throw new AccountSuspended();
  if (frozen) throw new SpendingFrozen();
}

async function setAside(
  tx: Tx,
  wallet: OpenWallet,
  { service, quantity, expires_in_s, made_by, key_owner }: HoldRequest & { expires_in_s: number },
): Promise<Hold> {
  const { service_id, cost } = await serviceCost(tx, { wallet_id: wallet.id, service, at: wallet.at });
  const needed = cost * quantity;
  if (needed > wallet.available) throw new InsufficientCredits({ ...wallet, needed });
  const parts = takeInOrder(await openGrants(tx, wallet), needed);
  const { id: hold_id } = await tx.one<{ id: string }>(
    `INSERT INTO holds (wallet_id, service_id, quantity, unit_cost, amount, made_by, key_owner, expires_at, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8::timestamptz + $9 * interval '1 second', $8) RETURNING id`,
    [wallet.id, service_id, quantity, cost, needed, made_by, key_owner, wallet.at, expires_in_s],
  );
  await tx.query(
    `INSERT INTO hold_parts (wallet_id, hold_id, grant_id, amount)
     SELECT $1, $2, id, amount FROM jsonb_to_recordset($3) AS part (id uuid, amount bigint)`,
    [wallet.id, hold_id, JSON.stringify(parts)],
  );
  await post(
    tx,
    wallet,
    parts.map(({ id, amount }) => ({
      grant_id: id,
      kind: 'hold',
      amount: -amount,
      held: amount,
      cause: 'hold',
      cause_id: hold_id,
    })),
  );
  return readHold(tx, { wallet_id: wallet.id, hold_id });
}
