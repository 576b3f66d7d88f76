import type { Part } from '../history/quickscale/ledger.js';
import { type Run, recordSpend } from '../history/quickscale/spend.js';
import { iso, MINUTE, SECOND } from '../history/time.js';
import type { Resident } from './resident.js';

const TAKES_MAX = 10 * MINUTE;
const EXPIRES_IN = 15 * MINUTE;
/** What becomes of a hold: all of it is spent, half of it, nothing. */
const CAPTURED = [
  [1, 6],
  [1 / 2, 2],
  [0, 2],
] as const;

/** Reserves a run's credits and settles it minutes later. False where the credits do not suffice. */
export function hold(resident: Resident, run: Run, at: number): boolean {
  const { agenda, id: wallet_id, ledger, random, world } = resident;
  const { service, quantity, key_owner } = run;
  const amount = service.cost * quantity;
  if (amount > ledger.available(at)) return false;
  const id = random.uuid(at);
  const parts = ledger.parts(amount, at);
  const row = world.book.insert('holds', {
    wallet_id,
    id,
    service_id: service.id,
    quantity,
    unit_cost: service.cost,
    amount,
    captured: 0,
    status: 'open',
    key_owner,
    spend_id: null,
    expires_at: iso(at + EXPIRES_IN),
    closed_at: null,
    created_at: iso(at),
    made_by: 'portal',
  });
  for (const part of parts)
    world.book.insert('hold_parts', { wallet_id, hold_id: id, grant_id: part.grant.id, amount: part.amount });
  const why = { kind: 'hold', cause: 'hold', cause_id: id };
  ledger.post(
    parts.map((part) => ({ ...why, grant: part.grant, amount: -part.amount, held: part.amount })),
    at,
  );
  agenda.plan(at + random.int(5 * SECOND, TAKES_MAX), (now) =>
    settle(resident, { id, row, parts, run }, now),
  );
  return true;
}

type Open = { id: string; row: object; parts: readonly Part[]; run: Run };

/** Captured from the first parts on; the rest is released. What would come back expired is spent. */
function settle(resident: Resident, { id, row, parts, run }: Open, at: number): void {
  const { ledger, random } = resident;
  const lapsed = parts.some(({ grant }) => grant.expires_at !== null && Date.parse(grant.expires_at) <= at);
  const total = parts.reduce((sum, { amount }) => sum + amount, 0);
  const captured = Math.floor(total * (lapsed ? 1 : random.weighted(CAPTURED)));
  let left = captured;
  const split = parts.map(({ grant, amount }) => {
    const taken = Math.min(left, amount);
    left -= taken;
    return { grant, taken, rest: amount - taken };
  });
  const released = split.filter(({ rest }) => rest > 0);
  const letGo = { kind: 'release', cause: 'hold', cause_id: id };
  ledger.post(
    released.map(({ grant, rest }) => ({ ...letGo, grant, amount: rest, held: -rest })),
    at,
  );
  const spend_id = random.uuid(at);
  const first_entry_no = ledger.wallet.last_entry_no + 1;
  const charge = { kind: 'capture', cause: 'spend', cause_id: spend_id };
  const paying = split.filter(({ taken }) => taken > 0);
  ledger.post(
    paying.map(({ grant, taken }) => ({ ...charge, grant, held: -taken })),
    at,
  );
  if (captured > 0)
    recordSpend(resident, { ...run, id: spend_id, amount: captured, first_entry_no, hold_id: id }, at);
  const status = captured > 0 ? { status: 'captured', captured, spend_id } : { status: 'released' };
  Object.assign(row, { ...status, closed_at: iso(at) });
}
