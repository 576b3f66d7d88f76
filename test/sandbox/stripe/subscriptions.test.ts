import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { openPool, writeObjects } from '../../../sandbox/stripe/index.js';
import { billing, buildInvoice } from '../../../sandbox/stripe/objects/invoice.js';
import { buildSubscriptionLine } from '../../../sandbox/stripe/objects/invoice-line.js';
import { buildInvoicePayment } from '../../../sandbox/stripe/objects/invoice-payment.js';
import { buildPrice } from '../../../sandbox/stripe/objects/product.js';
import { buildSubscription } from '../../../sandbox/stripe/objects/subscription.js';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { payBy } from './shop.js';

const START = 1_780_000_000;
const END = START + 30 * 24 * 3600;
let sandbox: SandboxStripe;
let stripe: Stripe;
let customer: Stripe.Customer;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
  customer = await stripe.customers.create({});
});
afterAll(() => sandbox.close());

function subscribe(status: 'active' | 'canceled') {
  const recurring = {
    interval: 'month',
    interval_count: 1,
    meter: null,
    trial_period_days: null,
    usage_type: 'licensed',
  } as const;
  const price = buildPrice({
    created: START,
    currency: 'usd',
    product: 'prod_pro',
    recurring,
    unit_amount: 4900,
  });
  return buildSubscription({ created: START, current_period_end: END, customer: customer.id, price, status });
}

test('a seeded payment leads to its invoice and on to its subscription', async () => {
  const intent = await payBy(stripe, 'pm_card_visa', 4900);
  const subscribed = subscribe('active');
  const line = buildSubscriptionLine({ subscribed, period: { start: START, end: END } });
  const invoice = buildInvoice({ created: START, lines: [line], ...billing(subscribed) });
  const payment = buildInvoicePayment({
    amount_requested: 4900,
    created: START,
    currency: 'usd',
    invoice: invoice.id,
    payment_intent: intent.id,
  });
  const pool = openPool(sandbox.databaseUrl);
  await writeObjects(
    pool,
    [subscribed, invoice, payment, subscribe('canceled')].map((doc) => ({ doc })),
  );
  await pool.end();

  const found = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: intent.id },
    expand: ['data.invoice'],
  });
  expect(found.data).toMatchObject([{ id: payment.id, invoice: { id: invoice.id, object: 'invoice' } }]);
  const { data } = await stripe.invoices.list({ subscription: subscribed.id });
  expect(data).toMatchObject([
    { id: invoice.id, parent: { subscription_details: { subscription: subscribed.id } } },
  ]);
  expect(await stripe.subscriptions.retrieve(subscribed.id)).toMatchObject({
    items: { data: [{ current_period_end: END }] },
  });
});

test('a list of subscriptions leaves out the ended ones unless all are asked for', async () => {
  const statuses = async (params: Stripe.SubscriptionListParams) =>
    (await stripe.subscriptions.list({ customer: customer.id, ...params })).data
      .map(({ status }) => status)
      .sort();
  expect(await statuses({})).toEqual(['active']);
  expect(await statuses({ status: 'all' })).toEqual(['active', 'canceled']);
  expect(await statuses({ status: 'canceled' })).toEqual(['canceled']);
});
