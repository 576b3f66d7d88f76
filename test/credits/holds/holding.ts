import { randomUUID } from 'node:crypto';
import {
  balance,
  type Capture,
  captureHold,
  type Hold,
  type Holder,
  listEntries,
  placeHold,
  releaseHold,
} from '../../../src/credits/index.js';
import type { Db } from '../../../src/platform/db.js';

const COMPANY: Holder = { id: 'a company key' };
const keyed = (key: string = randomUUID()) => ({ key_owner: 'company', key });

/** A hold by the company's key, whatever the test does not name. */
export async function hold(
  db: Db,
  wallet_id: string,
  request: {
    service: string;
    quantity: number;
    expires_in_s?: number;
    key?: string;
    made_by?: string;
  },
): Promise<Hold> {
  const placed = await db.transaction((tx) =>
    placeHold(tx, { wallet_id, made_by: COMPANY.id, ...keyed(), ...request }),
  );
  return placed.hold;
}

export async function capture(
  db: Db,
  hold_id: string,
  { key, ...request }: { amount?: number; key?: string; by?: Holder } = {},
): Promise<Capture> {
  const done = await db.transaction((tx) =>
    captureHold(tx, { hold_id, by: COMPANY, ...keyed(key), ...request }),
  );
  return done.capture;
}

export async function release(
  db: Db,
  hold_id: string,
  { key, by = COMPANY }: { key?: string; by?: Holder } = {},
): Promise<Hold> {
  return (await db.transaction((tx) => releaseHold(tx, { hold_id, by, ...keyed(key) }))).hold;
}

/** [available, held, frozen, debt] */
export async function parts(db: Db, wallet_id: string, at?: string): Promise<number[]> {
  const now = await balance(db, wallet_id, at === undefined ? undefined : new Date(at));
  return [now.available, now.held, now.frozen, now.debt];
}

/** [kind, amount, held, effective at] of a wallet's last entries, oldest first. */
export async function lastEntries(db: Db, wallet_id: string, limit: number): Promise<unknown[][]> {
  const { data } = await listEntries(db, wallet_id, { limit });
  return data
    .reverse()
    .map(({ kind, amount, held, effective_at }) => [kind, amount, held, effective_at.toISOString()]);
}
