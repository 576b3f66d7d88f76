import type { Db } from '../../src/platform/db.js';

/** One way to write down a spend. `caller` tells those of one measurement from all others; `key` is new each time. */
export type Charge = (charge: { wallet_id: string; caller: string; key: string }) => Promise<unknown>;

/** A way to spend, on the pool that all ways share. */
export interface Way {
  name: string;
  open: (db: Db) => { charge: Charge; close?: () => Promise<void> };
  /** Rows that measurements named `caller` left. */
  written: (db: Db, caller: string) => Promise<number>;
}

export async function spendsOf(db: Db, caller: string): Promise<number> {
  const { count } = await db.one<{ count: number }>('SELECT count(*) FROM spends WHERE key_owner = $1', [
    caller,
  ]);
  return count;
}
