import { v7 as uuidv7 } from 'uuid';
import { type Actor, audit, requirePermission } from '../accounts/index.js';
import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import { InvalidInput } from '../platform/errors.js';
import { reasonFault } from '../platform/reason.js';
import { forgiveDebts } from './debts.js';
import { DebtBelow } from './errors.js';
import { replayOr } from './idempotency.js';
import { type OpenWallet, type Parts, post } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { formatCredits, toCredits } from './units.js';

export interface WriteOffRequest {
  actor: Actor;
  wallet_id: string;
  /** Hundredths, above 0 and at most what is owed; default all of it. */
  amount?: number | undefined;
  reason: string;
  ticket?: string | undefined;
  key: string;
  /** Whether the customer is told by mail; default true. */
  notify?: boolean | undefined;
}

/** What was written off; plain JSON, since it is stored as the answer to its key. Amounts in hundredths. */
export interface WriteOff {
  id: string;
  amount: number;
  before: Parts;
  after: Parts;
}

/**
 * Finance forgives what a customer owes, or a part of it, once per key: the oldest debt first.
 *
 * @throws Forbidden, InvalidInput, UnknownCustomer, DebtBelow, IdempotencyKeyReused
 */
export async function writeOffDebt(
  tx: Tx,
  request: WriteOffRequest,
): Promise<{ replayed: boolean; write_off: WriteOff }> {
  const { actor, wallet_id, amount, reason, ticket, key, notify = true } = request;
  requirePermission(actor, 'debts.write_off');
  requireSensible(request);
  const wallet = await openWallet(tx, wallet_id);
  const { replayed, answer } = await replayOr<WriteOff>(
    tx,
    {
      wallet_id,
      key_owner: actor.id,
      key,
      operation: 'debt_write_off',
      body: { amount, reason, ticket },
    },
    () => forgive(tx, wallet, request),
  );
  if (!replayed) {
    await record(tx, request, answer);
    if (notify) await tellCustomer(tx, wallet_id, answer);
  }
  return { replayed, write_off: answer };
}

function requireSensible({ amount, reason }: WriteOffRequest): void {
  const faults: Record<string, string> = {};
  if (amount !== undefined && (!Number.isSafeInteger(amount) || amount <= 0))
    faults.amount = 'Enter more than 0 credits, with at most two decimals.';
  const said = reasonFault(reason);
  if (said) faults.reason = said;
  if (Object.keys(faults).length > 0) throw new InvalidInput(faults);
}

async function forgive(
  tx: Tx,
  wallet: OpenWallet,
  { actor, amount = wallet.debt, reason }: WriteOffRequest,
): Promise<WriteOff> {
  if (wallet.debt === 0 || amount > wallet.debt) throw new DebtBelow({ asked: amount, debt: wallet.debt });
  const id = uuidv7();
  const cause = { cause: 'operator', cause_id: id, operator_id: actor.id, reason } as const;
  const after = await post(tx, wallet, await forgiveDebts(tx, wallet, { amount, cause }));
  const { available, held, frozen, debt } = wallet;
  return { id, amount, before: { available, held, frozen, debt }, after };
}

async function record(
  tx: Tx,
  { actor, wallet_id, reason, ticket }: WriteOffRequest,
  { id, amount, before, after }: WriteOff,
): Promise<void> {
  await audit(tx, {
    actor,
    action: 'debts.write_off',
    subject: { type: 'write_off', id },
    customer_id: wallet_id,
    before: { debt: toCredits(before.debt) },
    after: { debt: toCredits(after.debt), written_off: toCredits(amount) },
    reason,
    ticket,
  });
}

async function tellCustomer(tx: Tx, wallet_id: string, { id, amount, after }: WriteOff): Promise<void> {
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [wallet_id],
  );
  const owed = after.debt > 0 ? `You owe ${formatCredits(after.debt)} credits now.` : 'You owe nothing now.';
  await queueMail(tx, {
    user_id: wallet_id,
    to: email,
    template: 'account-changed',
    variables: {
      name,
      change: `${formatCredits(amount)} of the credits that you owed were written off. ${owed}`,
      balance: `${formatCredits(after.available)} credits`,
    },
    key: `write-off:${id}`,
  });
}
