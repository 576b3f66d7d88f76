import { createHash } from 'node:crypto';
import { iso } from '../time.js';
import type { Service } from '../world.js';
import type { Account } from './account.js';
import type { Part } from './ledger.js';

export type Run = { service: Service; quantity: number; key_owner: 'company' | 'customer' | 'portal' };

export type Spent = { id: string; parts: Part[] };

/** One charge for a service; null where the credits do not suffice, since a refusal leaves no trace. */
export function spendOn(account: Account, run: Run, at: number): Spent | null {
  const { ledger, random } = account;
  const id = random.uuid(at);
  const amount = run.service.cost * run.quantity;
  if (amount > ledger.available(at)) return null;
  const first_entry_no = ledger.wallet.last_entry_no + 1;
  const parts = ledger.take(amount, { kind: 'spend', cause: 'spend', cause_id: id }, at);
  recordSpend(account, { ...run, id, amount, first_entry_no, hold_id: null }, at);
  return { id, parts };
}

type Recorded = Run & { id: string; amount: number; first_entry_no: number; hold_id: string | null };

/** Writes a spend down, paid by the entries from `first_entry_no` to the wallet's last; by none where it is free. */
export function recordSpend(
  { id: wallet_id, ledger, random, world }: Account,
  spend: Recorded,
  at: number,
): void {
  const { id, service, quantity, key_owner, amount, first_entry_no, hold_id } = spend;
  const { available, held, frozen, debt, last_entry_no } = ledger.wallet;
  world.book.insert('spends', {
    wallet_id,
    id,
    service_id: service.id,
    quantity,
    unit_cost: service.cost,
    amount,
    key_owner,
    idempotency_key: random.text(22),
    body_hash: hashOf(service.slug, quantity),
    first_entry_no: amount > 0 ? first_entry_no : null,
    last_entry_no: amount > 0 ? last_entry_no : null,
    balance_after: { available, held, frozen, debt },
    metadata: null,
    hold_id,
    created_at: iso(at),
  });
}

const hashes = new Map<string, string>();

/** As src/credits/spend.ts hashes a request without metadata. */
function hashOf(service: string, quantity: number): string {
  const body = JSON.stringify([service, quantity, []]);
  const hash = hashes.get(body) ?? `\\x${createHash('sha256').update(body).digest('hex')}`;
  hashes.set(body, hash);
  return hash;
}

/** The run failed at once: its credits go back to the grants they came from. */
export function giveBack(
  { id: wallet_id, ledger, random, world }: Account,
  { id: spend_id, parts }: Spent,
  at: number,
): void {
  const id = random.uuid(at);
  const reason = 'The run failed';
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  world.book.insert('reversals', {
    wallet_id,
    spend_id,
    id,
    amount,
    reason,
    requested_by: 'portal',
    created_at: iso(at),
  });
  ledger.post(
    parts.map((part) => ({ ...part, kind: 'reversal', cause: 'reversal', cause_id: id, reason })),
    at,
  );
}
