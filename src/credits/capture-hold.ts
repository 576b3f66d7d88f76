import type { Tx } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { heldParts, letGo } from './close-hold.js';
import { type Hold, type Holder, type OpenHold, readHold, requireOpen, walletOfHold } from './holds.js';
import { hashOf, replayOr } from './idempotency.js';
import { type OpenWallet, post } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { type Allocation, takeInOrder } from './rules.js';
import { settleWaiting } from './settle-waiting.js';
import type { Spend } from './spend-answer.js';
import { formatCredits } from './units.js';

export interface CaptureRequest {
  hold_id: string;
  /** Hundredths, above 0 and at most what is held; default all of it. */
  amount?: number | undefined;
  by: Holder;
  key_owner: string;
  key: string;
}

/** The hold as it ended, and the spend that it became. */
export interface Capture {
  hold: Hold;
  spend: Spend;
}

/**
 * Makes a spend of what a hold kept, or of a part of it, and releases the rest; once per hold. It works on a
 * suspended or frozen account too, and after its grants have expired: the service has run, and its credits were
 * promised when the hold was placed.
 *
 * @throws UnknownHold, HoldNotOpen, InvalidInput, IdempotencyKeyReused
 */
export async function captureHold(
  tx: Tx,
  request: CaptureRequest,
): Promise<{ replayed: boolean; capture: Capture }> {
  const { hold_id, amount, key_owner, key } = request;
  const wallet_id = await walletOfHold(tx, request);
  const wallet = await openWallet(tx, wallet_id);
  const { replayed, answer } = await replayOr<Stored>(
    tx,
    { wallet_id, key_owner, key, operation: 'capture', body: { hold_id, amount } },
    () => capture(tx, wallet, request),
  );
  const { hold, spend } = answer;
  return { replayed, capture: { hold, spend: { ...spend, created_at: new Date(spend.created_at) } } };
}

/** As JSON keeps it. */
interface Stored {
  hold: Hold;
  spend: Omit<Spend, 'created_at'> & { created_at: string };
}

async function capture(tx: Tx, wallet: OpenWallet, { hold_id, amount }: CaptureRequest): Promise<Stored> {
  const hold = await requireOpen(tx, wallet, hold_id);
  if (amount !== undefined && (amount <= 0 || amount > hold.amount)) throw outOfReach(amount, hold);
  const parts = split(await heldParts(tx, { wallet_id: wallet.id, hold_id }), amount ?? hold.amount);
  await letGo(tx, wallet, { hold_id, parts: parts.released });
  const spent = await charge(tx, wallet, hold, parts.captured);
  await tx.query(
    "UPDATE holds SET status = 'captured', captured = $3, spend_id = $4, closed_at = $5 WHERE wallet_id = $1 AND id = $2",
    [wallet.id, hold_id, spent.amount, spent.id, wallet.at],
  );
  await settleWaiting(tx, wallet);
  const after = await readHold(tx, { wallet_id: wallet.id, hold_id });
  return { hold: after, spend: { ...spent, service: after.service, quantity: after.quantity } };
}

function outOfReach(asked: number, held: { amount: number }): InvalidInput {
  const fault = `${formatCredits(asked)} were asked for, of ${formatCredits(held.amount)} that are held.`;
  return new InvalidInput({ credits: `Give more than 0 and at most what is held: ${fault}` });
}

/** The first parts pay, in the order of spending; what is over goes back. */
function split(
  parts: readonly Allocation[],
  amount: number,
): { captured: Allocation[]; released: Allocation[] } {
  const paying = takeInOrder(
    parts.map((part) => ({ ...part, remaining: part.amount })),
    amount,
  );
  const paid = new Map(paying.map((part) => [part.grant, part.amount]));
  return {
    captured: paying.map(({ grant, type, amount: part }) => ({ grant, type, amount: part })),
    released: parts
      .map((part) => ({ ...part, amount: part.amount - (paid.get(part.grant) ?? 0) }))
      .filter((part) => part.amount > 0),
  };
}

/** Its entries come after those of the rest, so that the spend tells a balance that has the rest back. */
async function charge(
  tx: Tx,
  wallet: OpenWallet,
  hold: OpenHold,
  allocations: Allocation[],
): Promise<Omit<Stored['spend'], 'service' | 'quantity'>> {
  // PostgreSQL's, as every spend's: the list of uses is in the order of these ids, made under the wallet's lock.
  const { id } = await tx.one<{ id: string }>('SELECT uuidv7() AS id');
  const amount = allocations.reduce((sum, part) => sum + part.amount, 0);
  const balance = await post(
    tx,
    wallet,
    allocations.map((part) => ({
      grant_id: part.grant,
      kind: 'capture',
      held: -part.amount,
      cause: 'spend',
      cause_id: id,
    })),
  );
  const created_at = await insertSpend(tx, wallet, hold, { id, amount, allocations, balance });
  return { id, amount, allocations, balance, created_at: created_at.toISOString() };
}

/** Its key is the hold: it is captured once, and the caller's key for a capture cannot meet one of his spends'. */
async function insertSpend(
  tx: Tx,
  wallet: OpenWallet,
  hold: OpenHold,
  { id, amount, allocations, balance }: Pick<Spend, 'id' | 'amount' | 'allocations' | 'balance'>,
): Promise<Date> {
  const { created_at } = await tx.one<{ created_at: Date }>(
    `INSERT INTO spends (wallet_id, id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash,
                         first_entry_no, last_entry_no, balance_after, hold_id, created_at)
     SELECT id, $2, $3, $4, $5, $6, 'hold', $7, $8,
            CASE WHEN $9 > 0 THEN last_entry_no - $9 + 1 END, CASE WHEN $9 > 0 THEN last_entry_no END, $10, $11, $12
     FROM wallets WHERE id = $1 RETURNING created_at`,
    [
      wallet.id,
      id,
      hold.service_id,
      hold.quantity,
      hold.unit_cost,
      amount,
      hold.id,
      hashOf({ hold: hold.id }),
      allocations.length,
      balance,
      hold.id,
      wallet.at,
    ],
  );
  return created_at;
}
