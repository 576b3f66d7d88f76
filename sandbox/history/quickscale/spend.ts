import { createHash } from 'node:crypto';
import type { GrantRow } from '../rows.js';
import { iso } from '../time.js';
import type { Service } from '../world.js';
import type { Account } from './account.js';

type Run = { service: Service; quantity: number; key_owner: 'company' | 'customer' | 'portal' };

export type Spent = { id: string; parts: { grant: GrantRow; amount: number }[] };

/** One charge for a service; null where the credits do not suffice, since a refusal leaves no trace. */
export function spendOn(
  { id: wallet_id, ledger, random, world }: Account,
  run: Run,
  at: number,
): Spent | null {
  const { service, quantity, key_owner } = run;
  const id = random.uuid(at);
  const amount = service.cost * quantity;
  if (amount > ledger.available(at)) return null;
  const first_entry_no = amount > 0 ? ledger.wallet.last_entry_no + 1 : null;
  const parts = ledger.take(amount, { kind: 'spend', cause: 'spend', cause_id: id }, at);
  const { available, held, frozen, debt } = ledger.wallet;
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
    first_entry_no,
    last_entry_no: amount > 0 ? ledger.wallet.last_entry_no : null,
    balance_after: { available, held, frozen, debt },
    metadata: null,
    created_at: iso(at),
  });
  return { id, parts };
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
