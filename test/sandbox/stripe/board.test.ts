import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { waitFor } from '../../support/wait-for.js';
import { startWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.js';
import { createPayer, createPlan, createPrice, payBy, press } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;
let receiver: WebhookReceiver;
let customer: Stripe.Customer;
let plan: Stripe.Subscription;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  sandbox = await startSandboxStripe({ checked: true, webhook: { url: receiver.url, secret: 'whsec_a' } });
  stripe = sandbox.stripe;
  customer = await createPayer(stripe);
  await stripe.customers.update(customer.id, { name: 'Ann <b>Bold</b>' });
  const price = await createPlan(stripe);
  plan = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
});
afterAll(async () => {
  await sandbox.close();
  await receiver.close();
});

const pageOf = async (path: string) => (await fetch(`${sandbox.url()}${path}`)).text();
const oneOf = async () =>
  (await stripe.charges.list({ customer: customer.id, limit: 1 })).data[0] as Stripe.Charge;

/** Presses a button as it stands on a page, and answers where that leads. */
async function push(deed: string, fields: Record<string, string>, on = '/') {
  const { location, status } = await press(`${sandbox.url()}/board/${deed}`, fields, `${sandbox.url()}${on}`);
  expect(status).toBe(303);
  return decodeURIComponent(location.replaceAll('+', ' '));
}

/** Once nothing waits for another attempt. */
async function delivered(): Promise<number> {
  await waitFor(async () => (await sandbox.control('POST', 'webhooks/deliver')).pending === 0);
  return receiver.received.length;
}

test('customers are listed with plan and card, found by a part of their address, and escaped', async () => {
  const page = await pageOf('/?q=ANN@');
  expect(page).toContain('Ann &#60;b&#62;Bold&#60;/b&#62;');
  expect(page).toContain('Visa ·· 4242');
  expect(page).toContain('$49.00 / month');
  expect(await pageOf('/?q=nobody')).toContain('Nobody here yet.');
  expect(page).not.toContain('<script');
});

test('a customer’s email is changed in the dashboard, told or not', async () => {
  const before = await delivered();
  const path = `/customers/${customer.id}`;
  expect(await push('email', { customer: customer.id, email: 'new@example.com' }, path)).toBe(
    `${path}?done=The email is changed.`,
  );
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: 'new@example.com' });
  expect(await delivered()).toBe(before);
  await push('email', { customer: customer.id, email: 'newer@example.com', webhook: 'yes' }, path);
  expect(await delivered()).toBe(before + 1);
});

test('a payment is refunded in part, disputed, and lost; what cannot be says why', async () => {
  const { id } = await oneOf();
  const path = `/payments/${id}`;
  expect(await push('refund', { charge: id, amount: '900' }, path)).toContain('$9.00 goes back.');
  expect(await push('refund', { charge: id, amount: '90000' }, path)).toContain('problem=Refund amount');
  await push('dispute', { charge: id, reason: 'fraudulent', webhook: 'yes' }, path);
  const [dispute] = (await stripe.disputes.list({ charge: id })).data;
  expect(await pageOf(path)).toContain(String(dispute?.id));
  await push('dispute-moves', { dispute: String(dispute?.id), to: 'lost' }, path);
  expect((await stripe.disputes.retrieve(String(dispute?.id))).status).toBe('lost');
  expect(await pageOf('/payments')).toContain('Disputed');
});

test('a refund fails long after it was made: the money is the payment’s again, and once', async () => {
  const { id } = await payBy(stripe);
  const refund = await stripe.refunds.create({
    charge: String((await stripe.paymentIntents.retrieve(id)).latest_charge),
    amount: 500,
  });
  const path = `/payments/${refund.charge}`;
  expect(await pageOf(path)).toContain('Let it fail');
  expect(await push('refund-fails', { refund: refund.id }, path)).toContain('failed: the money is back');
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' });
  expect(await stripe.charges.retrieve(String(refund.charge))).toMatchObject({ amount_refunded: 0 });
  expect(await push('refund-fails', { refund: refund.id }, path)).toContain('problem=');
  expect(await pageOf(path)).not.toContain('Let it fail');
});

test('the catalogue is changed in the dashboard: names, credits, and what is sold', async () => {
  const price = await createPrice(stripe);
  const product = String(price.product);
  const before = await delivered();
  await push('product', { product, name: 'Renamed', credit_amount: '700', webhook: 'yes' }, '/catalogue');
  await push('price', { price: price.id, credit_amount: 'many', webhook: 'yes' }, '/catalogue');
  await push('price-sold', { price: price.id, active: 'false' }, '/catalogue');
  expect(await delivered()).toBe(before + 3);
  expect(await stripe.products.retrieve(product)).toMatchObject({
    name: 'Renamed',
    metadata: { credit_amount: '700' },
  });
  expect(await stripe.prices.retrieve(price.id)).toMatchObject({
    active: false,
    metadata: { credit_amount: 'many' },
  });
  expect(await pageOf('/catalogue')).toContain('Sell again');
  await push('price', { price: price.id, credit_amount: '' }, '/catalogue');
  expect((await stripe.prices.retrieve(price.id)).metadata).toEqual({});
});

test('a bank renews a card by itself, and Stripe tells of it', async () => {
  await push('card-renewed', { customer: customer.id });
  const [event] = (await stripe.events.list({ type: 'payment_method.automatically_updated' })).data;
  const renewed = event?.data.object as Stripe.PaymentMethod | undefined;
  expect(event?.data.previous_attributes).toMatchObject({
    card: { exp_year: Number(renewed?.card?.exp_year) - 4 },
  });
});

test('the clock moves to the next renewal; with a card that is declined it is past due, and with another it recovers', async () => {
  await push('card', { customer: customer.id, card: '4000000000000341' });
  await push('time', { advance: 'next' });
  await push('time', { advance: 'PT1H' });
  expect(await stripe.subscriptions.retrieve(plan.id)).toMatchObject({ status: 'past_due' });
  await push('card', { customer: customer.id, card: '5555555555554444' });
  await push('time', { advance: 'P1D' });
  await push('time', { advance: 'P1D' });
  await push('time', { advance: 'P1D' });
  expect(await stripe.subscriptions.retrieve(plan.id)).toMatchObject({ status: 'active' });
  expect(await push('time', { advance: 'a while' })).toContain('problem=');
});

test('faults are switched on and off, and an event that was lost is sent again', async () => {
  const before = await delivered();
  await push('fault', { fault: 'drop', rate: '1', count: '', path: '' }, '/faults');
  expect(await pageOf('/faults')).toContain('Webhooks are lost');
  await push('charge', {
    customer: customer.id,
    amount: '1500',
    currency: 'EUR',
    description: 'By telephone',
    card: '4242424242424242',
    webhook: 'yes',
  });
  expect(await delivered()).toBe(before);
  await push('fault-off', { fault: 'drop' }, '/faults');
  expect(await sandbox.control('GET', 'faults')).toEqual({ data: [] });
  expect(await oneOf()).toMatchObject({ amount: 1500, currency: 'eur', description: 'By telephone' });
  const [event] = (await stripe.events.list({ type: 'charge.succeeded', limit: 1 })).data;
  expect(await pageOf('/events')).toContain('Lost');
  await push('resend', { event: String(event?.id) }, '/events');
  expect(await delivered()).toBe(before + 1);
});

test('what becomes of a subscription after its last retry is chosen, and shown', async () => {
  expect(await pageOf('/subscriptions')).toContain('is cancelled, and its invoice given up');
  await push('after-retries', { becomes: 'unpaid' }, '/subscriptions');
  expect(await pageOf('/subscriptions')).toContain('stands unpaid');
  expect(await sandbox.control('GET', 'settings')).toEqual({ after_retries: 'unpaid' });
  await push('after-retries', { becomes: 'cancel' }, '/subscriptions');
});

test('a subscription gets a further item and loses it, is ended with its period, kept after all, and cancelled', async () => {
  const act = (action: string) => push('subscription', { subscription: plan.id, action }, '/subscriptions');
  expect(await pageOf('/subscriptions')).toContain('Ann &#60;b&#62;Bold&#60;/b&#62;');
  const items = async () => (await stripe.subscriptions.retrieve(plan.id)).items.data.length;
  await createPlan(stripe, { name: 'Beside', unit_amount: 700 });
  await act('add_item');
  expect([await items(), await pageOf('/subscriptions')]).toEqual([
    2,
    expect.stringContaining('Remove the last'),
  ]);
  await act('remove_item');
  expect(await items()).toBe(1);
  await act('cancel_at_period_end');
  expect(await pageOf('/subscriptions')).toContain('Ends with its period');
  await act('keep');
  expect(await stripe.subscriptions.retrieve(plan.id)).toMatchObject({ cancel_at_period_end: false });
  await act('cancel');
  expect(await stripe.subscriptions.retrieve(plan.id)).toMatchObject({ status: 'canceled' });
  expect((await press(`${sandbox.url()}/board/nothing`, {})).status).toBe(404);
});
