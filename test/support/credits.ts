import { randomUUID } from 'node:crypto';
import type { Actor, OperatorRole } from '../../src/accounts/index.js';
import { type CreditType, grantCredits } from '../../src/credits/index.js';
import type { Db } from '../../src/platform/db.js';

/** A customer with a wallet; answers their common id. */
export async function createCustomer(db: Db, email = `${randomUUID()}@example.com`): Promise<string> {
  const { id } = await db.one<{ id: string }>(
    `WITH customer AS (INSERT INTO users (email, email_verified_at) VALUES ($1, app.now()) RETURNING id)
     INSERT INTO wallets (id) SELECT id FROM customer RETURNING id`,
    [email],
  );
  return id;
}

/** A service with its cost in hundredths; answers its slug. */
export async function createService(
  db: Db,
  cost: number,
  slug = `service-${randomUUID().slice(0, 8)}`,
): Promise<string> {
  await db.query('INSERT INTO services (slug, name, cost) VALUES ($1, $1, $2)', [slug, cost]);
  return slug;
}

/** Gives credits (hundredths) without saying where from; answers the grant's id. */
export async function give(
  db: Db,
  wallet_id: string,
  { amount, type = 'pay_as_you_go', expires_at }: { amount: number; type?: CreditType; expires_at?: Date },
): Promise<string> {
  const { grant_id } = await db.transaction((tx) =>
    grantCredits(tx, { wallet_id, type, amount, expires_at, source: 'operator', source_id: randomUUID() }),
  );
  return grant_id;
}

/** A succeeded payment of `received_minor` that granted `granted` hundredths; answers both ids. */
export async function createPaidPack(
  db: Db,
  wallet_id: string,
  {
    received_minor,
    granted,
    type = 'pay_as_you_go',
    expires_at,
  }: {
    received_minor: number;
    granted: number;
    type?: CreditType;
    expires_at?: Date;
  },
): Promise<{ payment_id: string; grant_id: string }> {
  const { id: payment_id } = await db.one<{ id: string }>(
    `INSERT INTO payments (user_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor, credit_amount,
                           paid_at, created_at)
     VALUES ($1, $2, 'pack', 'succeeded', 'eur', $3, $3, $4, app.now(), app.now()) RETURNING id`,
    [wallet_id, `ch_${randomUUID()}`, received_minor, granted],
  );
  const { grant_id } = await db.transaction((tx) =>
    grantCredits(tx, {
      wallet_id,
      type,
      amount: granted,
      expires_at,
      source: 'payment',
      source_id: payment_id,
      payment_id,
    }),
  );
  return { payment_id, grant_id };
}

/** An operator of a role, without a way to sign in. */
export async function createOperatorActor(db: Db, role: OperatorRole): Promise<Actor> {
  const { id } = await db.one<{ id: string }>(
    'INSERT INTO users (email, role) VALUES ($1, $2) RETURNING id',
    [`${randomUUID()}@example.com`, role],
  );
  return { id, role, address: null };
}

/** A refund as Stripe tells of it; answers its id. */
export async function createRefund(db: Db, payment_id: string, amount_minor: number): Promise<string> {
  const { id } = await db.one<{ id: string }>(
    `INSERT INTO refunds (payment_id, stripe_id, currency, amount_minor, status) VALUES ($1, $2, 'eur', $3, 'succeeded')
     RETURNING id`,
    [payment_id, `re_${randomUUID()}`, amount_minor],
  );
  return id;
}

/** A dispute as the bank opened it; answers its id. */
export async function createDispute(db: Db, payment_id: string, amount_minor: number): Promise<string> {
  const { id } = await db.one<{ id: string }>(
    `INSERT INTO disputes (payment_id, stripe_id, currency, amount_minor, status, reason, is_charge_refundable)
     VALUES ($1, $2, 'eur', $3, 'needs_response', 'fraudulent', false) RETURNING id`,
    [payment_id, `du_${randomUUID()}`, amount_minor],
  );
  return id;
}
