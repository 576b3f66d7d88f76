import { expect } from '@jest/globals';
import { type Lie, verifyLedger } from '../../src/credits/index.js';
import type { Db, Tx } from '../../src/platform/db.js';

class Undone extends Error {}

/** What verification says while someone with all the owner's rights has tampered; then all is as before. */
export async function liesAfter(owner: Db, tampering: (tx: Tx) => Promise<unknown>): Promise<Lie[]> {
  let lies: Lie[] = [];
  const trying = owner.transaction(async (tx) => {
    await tampering(tx);
    lies = (await verifyLedger(tx)).lies;
    throw new Undone();
  });
  await expect(trying).rejects.toThrow(Undone);
  return lies;
}

/** Takes away what stands in a thief's way: triggers, and the keys of other tables. */
export async function openUp(tx: Tx, table: string): Promise<void> {
  await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  const keys = await tx.query<{ on_table: string; name: string }>(
    `SELECT conrelid::regclass::text AS on_table, conname AS name
     FROM pg_constraint WHERE contype = 'f' AND (confrelid = $1::regclass OR conrelid = $1::regclass)`,
    [table],
  );
  for (const { on_table, name } of keys) await tx.query(`ALTER TABLE ${on_table} DROP CONSTRAINT ${name}`);
}
