import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { v7 as uuidv7 } from 'uuid';
import { type Prisma, PrismaClient } from '../../build/prisma/client.js';
import { SERVICE } from '../wallets.js';
import { type Charge, spendsOf, type Way } from './way.js';

/** Waiting for a connection is part of what is measured, not a fault. */
const PATIENCE = { maxWait: 60_000, timeout: 60_000 };

/** The same rows, as an application on Prisma would write them: an interactive transaction, and SQL only for the lock. */
export const prisma: Way = {
  name: 'Prisma transaction',
  open: (db) => {
    const client = new PrismaClient({ adapter: new PrismaPg(db.pool) });
    return { charge: (charge) => client.$transaction((tx) => chargeIn(tx, charge), PATIENCE) };
  },
  written: spendsOf,
};

async function chargeIn(
  tx: Prisma.TransactionClient,
  { wallet_id, caller, key }: Parameters<Charge>[0],
): Promise<void> {
  await tx.$queryRaw`SELECT id FROM wallets WHERE id = ${wallet_id}::uuid FOR NO KEY UPDATE`;
  const wallet = await tx.wallet.findUniqueOrThrow({ where: { id: wallet_id } });
  const named = { wallet_id, key_owner: caller, idempotency_key: key };
  if (await tx.spend.findUnique({ where: { wallet_id_key_owner_idempotency_key: named } })) return;
  const service = await tx.service.findUniqueOrThrow({ where: { slug: SERVICE } });
  if (service.cost > wallet.available) throw new Error('insufficient credits');
  const at = new Date();
  const open = await tx.grant.findMany({
    where: { wallet_id, open: true, OR: [{ expires_at: null }, { expires_at: { gt: at } }] },
    orderBy: [{ priority: 'asc' }, { expires_at: 'asc' }, { created_at: 'asc' }, { id: 'asc' }],
  });
  const id = uuidv7();
  let { last_entry_no: no, available } = wallet;
  let unpaid = service.cost;
  for (const grant of open) {
    if (unpaid === 0n) break;
    let part = unpaid;
    if (grant.remaining < part) part = grant.remaining;
    unpaid -= part;
    available -= part;
    no += 1n;
    const remaining = grant.remaining - part;
    await tx.grant.update({
      where: { wallet_id_id: { wallet_id, id: grant.id } },
      data: { remaining, open: remaining > 0n },
    });
    const spent = { kind: 'spend', amount: -part, available_after: available, cause: 'spend', cause_id: id };
    await tx.entry.create({
      data: { wallet_id, no, grant_id: grant.id, ...spent, effective_at: at, created_at: at },
    });
  }
  await tx.wallet.update({ where: { id: wallet_id }, data: { last_entry_no: no, available } });
  const [held, frozen, debt] = [Number(wallet.held), Number(wallet.frozen), Number(wallet.debt)];
  const entries = { first_entry_no: wallet.last_entry_no + 1n, last_entry_no: no };
  const cost = { service_id: service.id, quantity: 1, unit_cost: service.cost, amount: service.cost };
  const balance_after = { available: Number(available), held, frozen, debt };
  await tx.spend.create({
    data: { ...named, id, ...cost, ...entries, body_hash: BODY_HASH, balance_after, created_at: at },
  });
}

const BODY_HASH = Uint8Array.from(createHash('sha256').update(SERVICE).digest());
