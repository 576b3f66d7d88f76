import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { processEvent, storeEvent } from '../../src/billing/index.js';
import type { FAMILIES } from '../../src/billing/stripe/event-families.js';
import { verifyLedger } from '../../src/credits/index.js';
import { openShop, type Shop } from './shop.js';
import { subscribe } from './subscriber.js';

type Family = (typeof FAMILIES)[number];
type OurEvent = Extract<Stripe.Event.Type, `${Family}.${string}`>;

/** A kind of object that is read afresh, or what an ignored event tells of. */
type Effect = keyof typeof READS | { ignored: string };

/**
 * What follows here from a read of each kind of object, by the object's id ($1): a row of ours is spoilt, and `see` shows
 * that it says again what Stripe says.
 */
const READS = {
  product: {
    spoil: "UPDATE products SET name = 'spoilt' WHERE stripe_id = $1",
    see: 'SELECT name FROM products WHERE stripe_id = $1',
  },
  price: {
    spoil: "UPDATE prices SET nickname = 'spoilt' WHERE stripe_id = $1",
    see: 'SELECT nickname FROM prices WHERE stripe_id = $1',
  },
  customer: {
    spoil: 'UPDATE users SET stripe_customer_id = NULL WHERE stripe_customer_id = $1',
    see: 'SELECT id FROM users WHERE stripe_customer_id = $1',
  },
  payment_method: {
    spoil: 'UPDATE payment_methods SET exp_year = 2001 WHERE stripe_id = $1',
    see: 'SELECT exp_year FROM payment_methods WHERE stripe_id = $1',
  },
  'checkout.session': {
    spoil:
      'UPDATE payments SET stripe_checkout_session_id = NULL WHERE stripe_checkout_session_id = $1 RETURNING id',
    see: 'SELECT id FROM payments WHERE stripe_checkout_session_id = $1',
  },
  // It leads to the charge that is behind.
  payment_intent: {
    spoil: `UPDATE stripe_objects SET data = jsonb_set(data, '{captured}', 'false')
            WHERE type = 'charge' AND data ->> 'payment_intent' = $1`,
    see: `SELECT data -> 'captured' AS captured FROM stripe_objects WHERE type = 'charge' AND data ->> 'payment_intent' = $1`,
  },
  charge: {
    spoil: "UPDATE payments SET card_last4 = '0000' WHERE stripe_charge_id = $1",
    see: 'SELECT card_last4 FROM payments WHERE stripe_charge_id = $1',
  },
  refund: {
    spoil: "UPDATE refunds SET failure_reason = 'spoilt' WHERE stripe_id = $1",
    see: 'SELECT failure_reason FROM refunds WHERE stripe_id = $1',
  },
  dispute: {
    spoil: 'UPDATE disputes SET is_charge_refundable = NOT is_charge_refundable WHERE stripe_id = $1',
    see: 'SELECT is_charge_refundable FROM disputes WHERE stripe_id = $1',
  },
  subscription: subscription('$1'),
  subscription_schedule: subscription(namedBy('subscription')),
  invoice: invoice('$1'),
  invoice_payment: invoice(namedBy('invoice')),
  credit_note: {
    spoil: 'UPDATE credit_notes SET amount_minor = amount_minor + 1 WHERE stripe_id = $1',
    see: 'SELECT amount_minor FROM credit_notes WHERE stripe_id = $1',
  },
  // It leads to the card that it saved.
  setup_intent: {
    spoil: `DELETE FROM stripe_objects WHERE id = ${namedBy('payment_method')}`,
    see: `SELECT type FROM stripe_objects WHERE id = ${namedBy('payment_method')}`,
  },
} as const satisfies Record<string, { spoil: string; see: string }>;

function subscription(id: string) {
  return {
    spoil: `UPDATE subscriptions SET status = 'incomplete' WHERE stripe_id = ${id}`,
    see: `SELECT status FROM subscriptions WHERE stripe_id = ${id}`,
  };
}

function invoice(id: string) {
  return {
    spoil: `UPDATE invoices SET number = 'spoilt' WHERE stripe_id = ${id}`,
    see: `SELECT number FROM invoices WHERE stripe_id = ${id}`,
  };
}

/** The object that the one that was read leads to. */
function namedBy(field: string): string {
  return `(SELECT data ->> '${field}' FROM stripe_objects WHERE id = $1)`;
}

/** Each event of these families that Stripe has. The compiler says which are missing. */
const EFFECTS: Record<OurEvent, Effect> = {
  'charge.captured': 'charge',
  'charge.dispute.closed': 'dispute',
  'charge.dispute.created': 'dispute',
  'charge.dispute.funds_reinstated': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.updated': 'dispute',
  'charge.expired': 'charge',
  'charge.failed': 'charge',
  'charge.pending': 'charge',
  'charge.refund.updated': 'refund',
  'charge.refunded': 'charge',
  'charge.succeeded': 'charge',
  'charge.updated': 'charge',
  'checkout.session.async_payment_failed': 'checkout.session',
  'checkout.session.async_payment_succeeded': 'checkout.session',
  'checkout.session.completed': 'checkout.session',
  'checkout.session.expired': 'checkout.session',
  'credit_note.created': 'credit_note',
  'credit_note.updated': 'credit_note',
  'credit_note.voided': 'credit_note',
  'customer.created': 'customer',
  'customer.deleted': 'customer',
  'customer.discount.created': 'customer',
  'customer.discount.deleted': 'subscription',
  'customer.discount.updated': 'customer',
  'customer.source.created': { ignored: 'source' },
  'customer.source.deleted': { ignored: 'source' },
  'customer.source.expiring': { ignored: 'source' },
  'customer.source.updated': { ignored: 'source' },
  'customer.subscription.created': 'subscription',
  'customer.subscription.deleted': 'subscription',
  'customer.subscription.paused': 'subscription',
  'customer.subscription.pending_update_applied': 'subscription',
  'customer.subscription.pending_update_expired': 'subscription',
  'customer.subscription.resumed': 'subscription',
  'customer.subscription.trial_will_end': 'subscription',
  'customer.subscription.updated': 'subscription',
  'customer.tax_id.created': { ignored: 'tax_id' },
  'customer.tax_id.deleted': { ignored: 'tax_id' },
  'customer.tax_id.updated': { ignored: 'tax_id' },
  'customer.updated': 'customer',
  'invoice.created': 'invoice',
  'invoice.deleted': 'invoice',
  'invoice.finalization_failed': 'invoice',
  'invoice.finalized': 'invoice',
  'invoice.marked_uncollectible': 'invoice',
  'invoice.overdue': 'invoice',
  'invoice.overpaid': 'invoice',
  'invoice.paid': 'invoice',
  'invoice.payment_action_required': 'invoice',
  'invoice.payment_attempt_required': 'invoice',
  'invoice.payment_failed': 'invoice',
  'invoice.payment_succeeded': 'invoice',
  'invoice.sent': 'invoice',
  'invoice.upcoming': { ignored: 'invoice' },
  'invoice.updated': 'invoice',
  'invoice.voided': 'invoice',
  'invoice.will_be_due': 'invoice',
  'invoice_payment.paid': 'invoice_payment',
  'payment_intent.amount_capturable_updated': 'payment_intent',
  'payment_intent.canceled': 'payment_intent',
  'payment_intent.created': 'payment_intent',
  'payment_intent.partially_funded': 'payment_intent',
  'payment_intent.payment_failed': 'payment_intent',
  'payment_intent.processing': 'payment_intent',
  'payment_intent.requires_action': 'payment_intent',
  'payment_intent.succeeded': 'payment_intent',
  'payment_method.attached': 'payment_method',
  'payment_method.automatically_updated': 'payment_method',
  'payment_method.detached': 'payment_method',
  'payment_method.updated': 'payment_method',
  'price.created': 'price',
  'price.deleted': 'price',
  'price.updated': 'price',
  'product.created': 'product',
  'product.deleted': 'product',
  'product.updated': 'product',
  'refund.created': 'refund',
  'refund.failed': 'refund',
  'refund.updated': 'refund',
  'setup_intent.canceled': 'setup_intent',
  'setup_intent.created': 'setup_intent',
  'setup_intent.requires_action': 'setup_intent',
  'setup_intent.setup_failed': 'setup_intent',
  'setup_intent.succeeded': 'setup_intent',
  'subscription_schedule.aborted': 'subscription_schedule',
  'subscription_schedule.canceled': 'subscription_schedule',
  'subscription_schedule.completed': 'subscription_schedule',
  'subscription_schedule.created': 'subscription_schedule',
  'subscription_schedule.expiring': 'subscription_schedule',
  'subscription_schedule.released': 'subscription_schedule',
  'subscription_schedule.updated': 'subscription_schedule',
};

let shop: Shop;

/** One customer with something of each kind, all of it followed. */
beforeAll(async () => {
  shop = await openShop();
  const workers = await shop.startWorkers();
  const { db, stripe, sandbox } = shop;
  const { user_id, customer } = await subscribe(shop);
  await shop.pay(user_id);
  await shop.settled();
  const one = (sql: string) => db.one<{ id: string }>(sql, [user_id]).then(({ id }) => id);
  const invoice = await one('SELECT stripe_id AS id FROM invoices WHERE user_id = $1');
  const pack = await one(`SELECT stripe_charge_id AS id FROM payments WHERE user_id = $1 AND kind = 'pack'`);
  const plan = await one('SELECT stripe_id AS id FROM subscriptions WHERE user_id = $1');
  await stripe.creditNotes.create({ invoice, amount: 100, refund_amount: 100 });
  await sandbox.control('POST', 'disputes', { charge: pack, amount: 500 });
  await stripe.subscriptionSchedules.create({ from_subscription: plan });
  await stripe.setupIntents.create({ customer, payment_method: 'pm_card_mastercard', confirm: true });
  await shop.settled();
  await workers.close();
});
afterAll(() => shop?.close());

/** The last object of a kind that we know. */
async function knownId(type: string): Promise<string> {
  const wanted = type === 'price' ? `AND id IN (SELECT stripe_id FROM prices WHERE nickname <> '')` : '';
  const row = await shop.db.one<{ id: string }>(
    `SELECT id FROM stripe_objects WHERE type = $1 ${wanted} ORDER BY created_at DESC, id LIMIT 1`,
    [type],
  );
  return row.id;
}

let events = 0;

/** Says nothing true but its object's id, in the words of an old version of Stripe's. */
async function hear(
  type: string,
  object: { object: string; id: string; [whose: string]: string },
): Promise<string> {
  const id = `evt_table_${++events}`;
  const lies = { amount: 1, status: 'canceled', name: 'spoilt', customer: 'cus_nobody', ...object };
  const event = {
    id,
    object: 'event',
    type,
    api_version: '2019-05-16',
    livemode: false,
    created: 1_790_000_000,
  };
  await storeEvent(shop.db, { ...event, data: { object: lies } } as unknown as Stripe.Event);
  const { state } = await shop.db.one<{ state: string }>('SELECT state FROM stripe_events WHERE id = $1', [
    id,
  ]);
  if (state === 'received') await processEvent(shop.deps, id);
  return state;
}

const given = () => shop.db.one('SELECT count(*) AS grants, sum(amount) AS credits FROM grants');

test.each(Object.entries(EFFECTS))('%s: %p', async (type, effect) => {
  if (typeof effect === 'object') {
    const id = effect.ignored === 'invoice' ? 'upcoming_in_1' : 'x_1';
    expect(await hear(type, { object: effect.ignored, id })).toBe('ignored');
    expect(await shop.db.query('SELECT FROM stripe_objects WHERE id = $1', [id])).toEqual([]);
    return;
  }
  const { spoil, see } = READS[effect];
  const id = await knownId(effect);
  const [before, credits] = [await shop.db.query(see, [id]), await given()];
  expect(before).toHaveLength(1);
  await shop.db.query(spoil, [id]);
  expect(await shop.db.query(see, [id])).not.toEqual(before);
  const isDiscount = type.startsWith('customer.discount.');
  const told = isDiscount ? { object: 'discount', id: 'di_1', [effect]: id } : { object: effect, id };
  expect(await hear(type, told)).toBe('received');
  expect(await shop.db.query(see, [id])).toEqual(before);
  expect(await given()).toEqual(credits);
});

test('a new type of a known family reads its object; an event of no such family is ignored, whatever it is about', async () => {
  const charge = { object: 'charge', id: await knownId('charge') };
  expect(await hear('charge.beamed_up', charge)).toBe('received');
  for (const type of ['foo.bar', 'chargeback.created', 'charge'])
    expect(await hear(type, charge)).toBe('ignored');
  expect(await hear('treasury.received', { object: 'treasury', id: 'tr_1' })).toBe('ignored');
});

test('after all of it the ledger holds and nothing is left for an operator', async () => {
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  expect(await shop.db.query('SELECT kind, detail FROM discrepancies')).toEqual([]);
});
