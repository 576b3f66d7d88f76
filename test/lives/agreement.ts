import { expect } from '@jest/globals';
import type Stripe from 'stripe';
import { verifyLedger } from '../../src/credits/index.js';
import type { Town } from './town.js';

type Said = Record<string, unknown>;
const ALL = { limit: 100 } as const;
const MOST = { limit: 10_000 };

/** An operator has to decide about it; the life that brings it about says so. */
const LASTS_UNTIL_CLOSED = 'paid_outside';

/** Fails where the ledger lies, where something is left to do, or where our rows say another thing than Stripe. */
export async function expectAgreement(town: Town): Promise<void> {
  await town.settle();
  const { db } = town;
  expect((await verifyLedger(db, { jobs: 1 })).lies).toEqual([]);
  expect(await leftOver(town)).toEqual([]);
  expect(
    await db.query(
      `SELECT kind, detail FROM discrepancies WHERE status = 'open' AND kind <> '${LASTS_UNTIL_CLOSED}'`,
    ),
  ).toEqual([]);
  expect(await ourSubscriptions(town)).toEqual(planRows(await allSubscriptions(town)));
  expect(await ourInvoices(town)).toEqual(await theirInvoices(town));
  expect(await ourPayments(town)).toEqual(await theirCharges(town));
}

/** Fails where a customer's plans are others here than at Stripe. */
export async function expectSamePlans(town: Town, user_id: string): Promise<void> {
  const { stripe_customer_id: customer } = await town.db.one<{ stripe_customer_id: string | null }>(
    'SELECT stripe_customer_id FROM users WHERE id = $1',
    [user_id],
  );
  const theirs = customer ? await allSubscriptions(town, { customer }) : [];
  expect(await ourSubscriptions(town, user_id)).toEqual(planRows(theirs));
}

function leftOver({ db }: Town): Promise<Said[]> {
  return db.query(
    `SELECT 'event ' || type AS what, state, error FROM stripe_events WHERE state NOT IN ('processed', 'ignored')
     UNION ALL SELECT 'job ' || queue, attempts::text, error FROM outbox WHERE dead_at IS NOT NULL
     UNION ALL SELECT 'operation ' || kind, status, error_message FROM stripe_operations WHERE finished_at IS NULL
     UNION ALL SELECT 'object ' || id, NULL, NULL FROM stripe_objects WHERE read < wanted`,
  );
}

function ourSubscriptions({ db }: Town, user_id?: string): Promise<Said[]> {
  return db.query(
    `SELECT s.stripe_id AS id, s.status, p.stripe_id AS price, extract(epoch FROM s.current_period_end)::bigint AS period_end,
            s.cancel_at_period_end AS ends, extract(epoch FROM s.ended_at)::bigint AS ended_at
     FROM subscriptions s JOIN prices p ON p.id = s.price_id WHERE $1::uuid IS NULL OR s.user_id = $1
     ORDER BY s.stripe_id COLLATE "C"`,
    [user_id ?? null],
  );
}

function allSubscriptions(
  { stripe }: Town,
  of: Stripe.SubscriptionListParams = {},
): Promise<Stripe.Subscription[]> {
  return stripe.subscriptions.list({ ...ALL, ...of, status: 'all' }).autoPagingToArray(MOST);
}

function planRows(list: readonly Stripe.Subscription[]): Said[] {
  return byId(list).map(({ id, status, items, cancel_at_period_end: ends, ended_at }) => ({
    id,
    status,
    price: items.data[0]?.price.id,
    period_end: items.data[0]?.current_period_end,
    ends,
    ended_at,
  }));
}

function ourInvoices({ db }: Town): Promise<Said[]> {
  return db.query(
    `SELECT stripe_id AS id, status, total_minor AS total, amount_paid_minor AS paid FROM invoices
     ORDER BY stripe_id COLLATE "C"`,
  );
}

async function theirInvoices({ stripe }: Town): Promise<Said[]> {
  const list = await stripe.invoices.list(ALL).autoPagingToArray(MOST);
  return byId(list).map(({ id, status, total, amount_paid: paid }) => ({ id, status, total, paid }));
}

function ourPayments({ db }: Town): Promise<Said[]> {
  return db.query(
    `SELECT p.stripe_charge_id AS id, p.status, p.received_minor AS received,
            coalesce((SELECT sum(amount_minor) FROM refunds r
                      WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'canceled')), 0) AS refunded
     FROM payments p ORDER BY p.stripe_charge_id COLLATE "C"`,
  );
}

async function theirCharges({ stripe }: Town): Promise<Said[]> {
  const list = await stripe.charges.list(ALL).autoPagingToArray(MOST);
  return byId(list).map(({ id, status, amount_captured, amount_refunded: refunded }) => ({
    id,
    status,
    received: status === 'succeeded' ? amount_captured : 0,
    refunded,
  }));
}

function byId<T extends Pick<Stripe.Charge, 'id'>>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
}
