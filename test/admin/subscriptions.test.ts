import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { catalogue, subscriptionOf } from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { openShop, type Shop } from '../billing/shop.js';
import { changeCard } from '../billing/subscriber.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { type Office, type Operator, officeOf, signInAs } from './office.js';

let shop: Shop;
let office: Office;
let workers: RunningWorkers;
let support: Operator;
const price: Record<string, string> = {};

beforeAll(async () => {
  shop = await openShop();
  office = await officeOf(shop);
  workers = await shop.startWorkers();
  support = await signInAs(office, 'support');
  for (const { id, nickname } of (await catalogue(shop.db)).flatMap(({ prices }) => prices))
    price[nickname] = id;
}, 60_000);
afterAll(async () => {
  await office?.close();
  await workers?.close();
  await shop?.close();
});

let people = 0;

/** A customer whose plan is paid. */
async function subscriber(nickname: string): Promise<{ id: string; email: string; subscription_id: string }> {
  const email = `plan-${++people}@example.com`;
  const id = await createCustomer(shop.db, email);
  await shop.pay(id, { price_id: price[nickname] ?? '' });
  const { id: subscription_id } = await waitFor(() => subscriptionOf(shop.db, id));
  await shop.settled();
  return { id, email, subscription_id };
}

const why = (more: object = {}) => ({
  reason: 'Asked by phone',
  ticket: '911',
  notify: true,
  key: randomUUID(),
  ...more,
});
const act = (id: string, action: string, body: object, by = support) =>
  by.post(`/resources/customers/records/${id}/${action}`, body);
/** By a dialog that was opened just now. */
const change = async (id: string, wish: object, by = support) =>
  act(id, 'changeSubscription', { ...why(), shown: (await standing(id)).version, ...wish }, by);
const pageOf = async (id: string) =>
  (await support.read(`/resources/customers/records/${id}/show`)).json.page;
const standing = async (id: string) => (await pageOf(id)).subscriptions.list[0];
const stripeCustomerOf = async (id: string) =>
  (
    await shop.db.one<{ customer: string }>(
      'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
      [id],
    )
  ).customer;
const mailsTo = (email: string) => shop.mails.filter(({ to }) => to === email).map(({ subject }) => subject);
const acts = async (customer_id: string) =>
  (
    await shop.db.query<{ action: string; reason: string; ticket: string }>(
      "SELECT action, reason, ticket FROM audit_entries WHERE customer_id = $1 AND action LIKE 'subscription.%' ORDER BY at",
      [customer_id],
    )
  ).map(({ action, reason, ticket }) => [action, reason, ticket]);

test('an end with the period is foretold, made, told to the customer, and taken back', async () => {
  const { id, email, subscription_id } = await subscriber('Basic, monthly');
  const { preview } = (await act(id, 'previewEnd', { subscription_id })).json;
  expect(preview).toMatchObject({ credits: 50_000, last_day: preview.subscription.current_period_end });
  const before = mailsTo(email).length;
  expect((await change(id, { act: 'end' })).status).toBe(200);
  expect(await standing(id)).toMatchObject({ ends_at: preview.last_day, status: 'active', is_current: true });
  await shop.settled();
  expect(mailsTo(email)).toHaveLength(before + 1);
  expect((await change(id, { act: 'keep', notify: false })).status).toBe(200);
  expect(await standing(id)).toMatchObject({ ends_at: null });
  await shop.settled();
  expect(mailsTo(email)).toHaveLength(before + 1);
  expect(await acts(id)).toEqual([
    ['subscription.end', 'Asked by phone', '911'],
    ['subscription.keep', 'Asked by phone', '911'],
  ]);
});

test('an upgrade that the bank declines is not said to be made, and its customer is told of it unless that is unticked', async () => {
  for (const [notify, told] of [
    [true, 1],
    [false, 0],
  ] as const) {
    const { id, email } = await subscriber('Basic, monthly');
    const customer = await stripeCustomerOf(id);
    await changeCard(shop, { user_id: id, customer }, 'pm_card_chargeCustomerFail');
    await shop.settled();
    const wish = { act: 'change', timing: 'now', price_id: price['Pro, monthly'], notify };
    expect((await change(id, wish)).json.notice.message).toBe(
      'The change to Pro, monthly waits for its payment.',
    );
    await shop.settled();
    expect(mailsTo(email).filter((subject) => /did not go through/.test(subject))).toHaveLength(told);
  }
});

test('what a dialog showed, and is so no more, is not done: another tab has ended the plan meanwhile', async () => {
  const { id, subscription_id } = await subscriber('Pro, monthly');
  const { version: shown } = await standing(id);
  expect((await change(id, { act: 'end' })).status).toBe(200);
  for (const wish of [
    { act: 'pause' },
    { act: 'change', price_id: price['Basic, monthly'], timing: 'period_end' },
    { act: 'end_now', subscription_id, credits: 'refund' },
  ]) {
    const { status, json } = await change(id, { ...wish, shown });
    expect([status, json.code]).toEqual([409, 'plan_changed_meanwhile']);
  }
  expect(await standing(id)).toMatchObject({ live: true, rests: false, pending: null });
  expect((await change(id, { act: 'keep', shown: undefined })).json.fields).toHaveProperty('shown');
});

test('another plan costs and gives what its preview said; less comes with the period’s end and shows as waiting', async () => {
  const { id } = await subscriber('Basic, monthly');
  const { plans } = (await pageOf(id)).subscriptions;
  const offers = plans.products.flatMap(({ offers }: { offers: { id: string; timing: string }[] }) => offers);
  expect(offers.map(({ id: each }: { id: string }) => each)).not.toContain(price['Basic, monthly']);
  const price_id = price['Pro, monthly'] ?? '';
  const { preview } = (await act(id, 'previewPlan', { price_id })).json;
  expect((await change(id, { act: 'change', price_id, timing: preview.to.timing })).status).toBe(200);
  await shop.settled();
  const page = await pageOf(id);
  expect(page.payments[0].amount_minor).toBe(preview.charged_now_minor);
  expect(page.balance.available).toBe(preview.credits_now + preview.credits_left);
  const less = { act: 'change', price_id: price['Basic, monthly'], timing: 'period_end' };
  expect((await change(id, less)).status).toBe(200);
  expect(await standing(id)).toMatchObject({
    plan: 'Pro, monthly',
    pending: { kind: 'scheduled', plan: 'Basic, monthly' },
  });
});

test('what is so already is refused in words, and leaves no trace', async () => {
  const { id } = await subscriber('Basic, monthly');
  const refusal = async (wish: object) => {
    const { status, json } = await change(id, wish);
    return [status, json.code, json.notice?.message ?? json.message];
  };
  const words = (said: string) => [422, 'plan_change_refused', expect.stringContaining(said)];
  expect(await refusal({ act: 'resume' })).toEqual(words('is not paused'));
  expect(await refusal({ act: 'keep' })).toEqual(words('Nothing of the subscription waits'));
  const same = { act: 'change', price_id: price['Basic, monthly'], timing: 'period_end' };
  expect(await refusal(same)).toEqual(words('to this plan'));
  const key = randomUUID();
  for (const _ of 'twice') expect((await change(id, { act: 'end', key })).status).toBe(200);
  expect(await refusal({ act: 'end' })).toEqual(words('is to end already'));
  expect((await change(id, { act: 'pause' })).status).toBe(200);
  expect(await refusal({ act: 'pause' })).toEqual(words('is paused already'));
  expect((await acts(id)).map(([action]) => action)).toEqual(['subscription.end', 'subscription.pause']);
});

test('a pause and its end', async () => {
  const { id } = await subscriber('Basic, monthly');
  expect((await change(id, { act: 'pause' })).status).toBe(200);
  expect(await standing(id)).toMatchObject({ rests: true });
  expect((await change(id, { act: 'resume' })).status).toBe(200);
  expect(await standing(id)).toMatchObject({ rests: false });
});

test('an end at once with the period refunded returns what its preview said, and the credits go', async () => {
  const { id, subscription_id } = await subscriber('Pro, monthly');
  const { preview } = (await act(id, 'previewEnd', { subscription_id })).json;
  expect(preview.paid).toMatchObject({ refundable_minor: 4999 });
  const wish = { act: 'end_now', subscription_id, credits: 'refund' };
  expect((await change(id, wish)).status).toBe(200);
  await shop.settled();
  const page = await pageOf(id);
  expect(page.subscriptions.list[0]).toMatchObject({ live: false, status: 'canceled' });
  expect(page.payments[0]).toMatchObject({
    refunded_minor: preview.paid.refundable_minor,
    refunds: [{ status: 'succeeded', failure_reason: null }],
  });
  expect((await balance(shop.db, id)).available).toBe(0);
  expect(await acts(id)).toEqual([['subscription.end_now', 'Asked by phone', '911']]);
});

test('an end at once may leave the customer his credits', async () => {
  const { id, subscription_id } = await subscriber('Basic, monthly');
  expect((await change(id, { act: 'end_now', subscription_id, credits: 'keep' })).status).toBe(200);
  await shop.settled();
  expect((await balance(shop.db, id)).available).toBe(50_000);
});

describe('a change', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await subscriber('Basic, monthly'));
  });

  test.each([
    ['no reason', { reason: ' ' }, 'reason'],
    ['no key', { key: 'once' }, 'key'],
    ['an act that is none', { act: 'burn' }, 'act'],
  ])('with %s is refused at the field', async (_what, wrong, field) => {
    const { status, json } = await change(id, { act: 'end', ...wrong });
    expect([status, Object.keys(json.fields)]).toEqual([422, [field]]);
  });

  test('is no analyst’s, and none without a recent proof of who it is', async () => {
    const analyst = await signInAs(office, 'analyst');
    expect((await change(id, { act: 'end' }, analyst)).status).toBe(403);
    const finance = await signInAs(office, 'finance');
    await shop.db.query(
      `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{reauthenticated_at}', to_jsonb(0)) WHERE user_id = $1`,
      [finance.id],
    );
    expect(await change(id, { act: 'end' }, finance)).toMatchObject({
      status: 403,
      json: { code: 'reauthentication_required' },
    });
    expect(await standing(id)).toMatchObject({ ends_at: null });
  });

  test('of another customer’s subscription is refused', async () => {
    const other = await subscriber('Basic, monthly');
    const wish = { act: 'end_now', subscription_id: other.subscription_id, credits: 'expire' };
    expect((await change(id, wish)).status).toBe(404);
    expect(await standing(other.id)).toMatchObject({ live: true });
  });
});

describe('a subscription’s payment', () => {
  test('is refunded in parts; each preview of the three policies says what then happens', async () => {
    const { id } = await subscriber('Pro, monthly');
    const [payment] = (await pageOf(id)).payments;
    const record = `/resources/payments/records/${payment.id}`;
    for (const [amount, policy] of [
      ['10.00', 'keep'],
      ['15.00', 'unused'],
      ['24.99', 'full'],
    ] as const) {
      const { preview } = (await support.post(`${record}/previewRefund`, { amount, policy })).json;
      expect((await support.post(`${record}/refund`, { amount, policy, ...why() })).status).toBe(200);
      await shop.settled();
      const page = await pageOf(id);
      expect(page.balance.available).toBe(preview.credits.available_after);
      expect(page.payments[0].refundable_minor).toBe(preview.refundable_minor - preview.amount_minor);
    }
    const page = await pageOf(id);
    expect(page.payments[0].refunds.map(({ policy }: { policy: string }) => policy)).toEqual([
      'full',
      'unused',
      'keep',
    ]);
  });

  test('that is disputed shows how far it is and what is frozen, then taken', async () => {
    const { id } = await subscriber('Basic, monthly');
    const [payment] = (await pageOf(id)).payments;
    const dispute = await shop.sandbox.control('POST', 'disputes', { charge: payment.stripe_charge_id });
    await shop.settled();
    expect((await pageOf(id)).payments[0]).toMatchObject({
      dispute: 'open',
      disputes: [{ stripe_id: dispute.id, status: 'needs_response', frozen: 50_000, taken: 0 }],
    });
    await shop.sandbox.control('POST', `disputes/${String(dispute.id)}`, { status: 'lost' });
    await shop.settled();
    expect((await pageOf(id)).payments[0].disputes).toMatchObject([
      { status: 'lost', frozen: 0, taken: 50_000, debt: 0 },
    ]);
  });
});
