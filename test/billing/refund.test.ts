import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import {
  listPayments,
  type PaymentView,
  previewRefund,
  type RefundRequest,
  requestRefund,
} from '../../src/billing/index.js';
import { refresh } from '../../src/billing/stripe/refresh.js';
import { balance, spend } from '../../src/credits/index.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { CARDS, openShop, type Shop } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;
let request: Pick<RefundRequest, 'actor' | 'policy' | 'reason' | 'notify'>;
let forms = 0;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  request = {
    actor: await createOperatorActor(shop.db, 'support'),
    policy: 'unused',
    reason: 'Bought twice',
    notify: true,
  };
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

async function bought(card: string = CARDS.good): Promise<PaymentView> {
  const user_id = await createCustomer(shop.db);
  await shop.pay(user_id, { card });
  await shop.settled();
  const [payment] = (await listPayments(shop.db, user_id)).data;
  if (payment?.status !== 'succeeded') throw new Error('the purchase did not succeed');
  return payment;
}

function refund(payment: PaymentView, given: Partial<RefundRequest> & { amount_minor: number }) {
  forms += 1;
  return shop.db.transaction((tx) =>
    requestRefund(tx, { ...request, payment_id: payment.id, key: `form-${forms}`, ...given }),
  );
}

const available = async ({ user_id }: PaymentView) => (await balance(shop.db, user_id)).available;
const refundsAtStripe = async ({ stripe_charge_id }: PaymentView) =>
  (await shop.stripe.refunds.list({ charge: stripe_charge_id })).data;
const refundsHere = async ({ user_id }: PaymentView) =>
  (await listPayments(shop.db, user_id)).data[0]?.refunds ?? [];

test('a partial refund takes its share of the credits when written down, and the preview said so', async () => {
  const payment = await bought();
  const preview = await previewRefund(shop.db, { ...request, payment_id: payment.id, amount_minor: 800 });
  expect(preview).toMatchObject({
    refundable_minor: 2000,
    within_limit: true,
    who_may: ['support', 'finance', 'admin'],
    credits: {
      bought: 50_000,
      taken_now: 20_000,
      debt: 0,
      available_before: 50_000,
      available_after: 30_000,
    },
  });

  const asked = await refund(payment, { amount_minor: 800 });
  expect(asked.status).toBe('requested');
  expect(await available(payment)).toBe(30_000);

  await shop.settled();
  expect(await refundsHere(payment)).toMatchObject([{ status: 'succeeded', amount_minor: 800 }]);
  expect(await refundsAtStripe(payment)).toMatchObject([{ amount: 800, metadata: { refund_id: asked.id } }]);
  expect((await listPayments(shop.db, payment.user_id)).data[0]?.refundable_minor).toBe(1200);
  expect(shop.mails.filter(({ subject }) => subject.includes('€8.00'))).toHaveLength(1);

  const entry = await shop.db.one<Record<string, unknown>>(
    `SELECT action, before, after, reason FROM audit_entries WHERE subject_id = $1`,
    [payment.id],
  );
  expect(entry).toMatchObject({
    action: 'refund.request',
    reason: 'Bought twice',
    before: { refundable_minor: 2000 },
    after: { refundable_minor: 1200, amount_minor: 800, credits_taken: 200 },
  });

  await refund(payment, { amount_minor: 1200 });
  const nothing = await previewRefund(shop.db, { ...request, payment_id: payment.id });
  expect(nothing).toMatchObject({ amount_minor: 0, within_limit: false, who_may: [] });
});

test('a form sent twice is one refund; with other contents it is refused', async () => {
  const payment = await bought();
  const twice = await Promise.all(
    [1, 2].map(() => refund(payment, { amount_minor: 500, key: 'double click' })),
  );
  expect(new Set(twice.map(({ id }) => id)).size).toBe(1);
  await expect(refund(payment, { amount_minor: 600, key: 'double click' })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
  await shop.settled();
  expect(await refundsAtStripe(payment)).toHaveLength(1);
});

test('two operators at once never refund more than was paid', async () => {
  const payment = await bought();
  const another = await createOperatorActor(shop.db, 'finance');
  const outcomes = await Promise.allSettled([
    refund(payment, { amount_minor: 1500 }),
    refund(payment, { amount_minor: 1500, actor: another }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({
    code: 'not_refundable',
    details: { refundable_minor: 500 },
  });
  await shop.settled();
  expect((await refundsAtStripe(payment)).map(({ amount }) => amount)).toEqual([1500]);
});

test('a refund that the bank sends back gives the credits back and tells the customer', async () => {
  const payment = await bought(CARDS.refundFails);
  await refund(payment, { amount_minor: 2000 });
  expect(await available(payment)).toBe(0);
  await shop.settled();
  await shop.sandbox.control('POST', 'clock', { advance: 'P7D' });
  await waitFor(async () => (await refundsHere(payment))[0]?.status === 'failed');
  expect(await available(payment)).toBe(50_000);
  expect((await listPayments(shop.db, payment.user_id)).data[0]?.refundable_minor).toBe(2000);
  await waitFor(() => shop.mails.find(({ subject }) => subject.includes('could not be paid out')));
});

test('a refund made in Stripe’s dashboard is registered with policy unused', async () => {
  const payment = await bought();
  await shop.sandbox.control('POST', 'refunds', { charge: payment.stripe_charge_id, amount: 1000 });
  await shop.settled();
  const [known] = await shop.db.query(
    'SELECT status, policy, operation_id, amount_minor FROM refunds WHERE payment_id = $1',
    [payment.id],
  );
  expect(known).toEqual({ status: 'succeeded', policy: 'unused', operation_id: null, amount_minor: 1000 });
  expect(await available(payment)).toBe(25_000);
});

describe('exactly one refund exists', () => {
  test.each(['500', 'cut', '429'])('when Stripe answers %s', async (fault) => {
    const payment = await bought();
    await shop.sandbox.control('POST', 'faults', { fault, path: '/v1/refunds', method: 'POST', count: 2 });
    await refund(payment, { amount_minor: 2000 });
    await waitFor(async () => (await refundsHere(payment))[0]?.status === 'succeeded');
    await shop.settled();
    expect(await refundsAtStripe(payment)).toHaveLength(1);
    expect(await refundsHere(payment)).toHaveLength(1);
    expect(await available(payment)).toBe(0);
  });

  test('when Stripe has forgotten the key of a call that it had answered with silence', async () => {
    const payment = await bought();
    await shop.sandbox.control('POST', 'faults', {
      fault: 'cut',
      path: '/v1/refunds',
      method: 'POST',
      count: 2,
    });
    const { operation_id } = await refund(payment, { amount_minor: 700 });
    await shop.db.query(
      `UPDATE stripe_operations SET first_sent_at = app.now() - interval '25 hours' WHERE id = $1`,
      [operation_id],
    );
    await waitFor(async () => (await refundsHere(payment))[0]?.status === 'succeeded');
    expect(await refundsAtStripe(payment)).toHaveLength(1);
  });
});

const registered = ({ id }: PaymentView) =>
  shop.db.query(
    `SELECT operation_id IS NOT NULL AS ours, status, policy, amount_minor FROM refunds WHERE payment_id = $1
     ORDER BY operation_id NULLS LAST`,
    [id],
  );
const findings = (stripe_id: string) =>
  shop.db.query('SELECT kind, status, user_id, detail FROM discrepancies WHERE stripe_id = $1', [stripe_id]);

test('a refund that Stripe refuses, because its dashboard was faster, fails here; the other one is found', async () => {
  const payment = await bought();
  // Nobody has told us, and nobody will.
  await shop.sandbox.control('POST', 'refunds', { charge: payment.stripe_charge_id, webhook: false });
  await refund(payment, { amount_minor: 2000, policy: 'full' });
  expect(await available(payment)).toBe(0);
  await waitFor(async () => (await refundsHere(payment)).length === 2);
  await shop.settled();
  expect(await registered(payment)).toEqual([
    { ours: true, status: 'failed', policy: 'full', amount_minor: 2000 },
    { ours: false, status: 'succeeded', policy: 'unused', amount_minor: 2000 },
  ]);
  expect(await available(payment)).toBe(0);
  expect((await listPayments(shop.db, payment.user_id)).data[0]?.refundable_minor).toBe(0);
  expect(await findings(payment.stripe_charge_id)).toMatchObject([
    {
      kind: 'refund_mismatch',
      status: 'open',
      user_id: payment.user_id,
      detail: {
        why: expect.stringContaining('Stripe refused a refund of €20.00'),
        refusal: expect.any(String),
        amount_minor: 2000,
      },
    },
  ]);
});

describe('what went back and was never told is found when its charge is read', () => {
  const readCharge = ({ stripe_charge_id }: PaymentView) =>
    refresh(shop.deps, { type: 'charge', id: stripe_charge_id });
  const behindOurBack = (path: 'refunds' | 'disputes', payment: PaymentView, given: object = {}) =>
    shop.sandbox.control('POST', path, { charge: payment.stripe_charge_id, webhook: false, ...given });

  test('refunds, one more each time', async () => {
    const payment = await bought();
    await behindOurBack('refunds', payment, { amount: 500 });
    await readCharge(payment);
    expect(await available(payment)).toBe(37_500);
    await behindOurBack('refunds', payment, { amount: 500 });
    await readCharge(payment);
    await readCharge(payment);
    expect(await available(payment)).toBe(25_000);
    expect(await refundsHere(payment)).toHaveLength(2);
  });

  test('a refund that failed', async () => {
    const payment = await bought(CARDS.refundFails);
    // From the start: the refund fails by itself some seconds after it was made.
    await shop.sandbox.control('POST', 'faults', { fault: 'drop' });
    try {
      await refund(payment, { amount_minor: 2000 });
      await shop.settled();
      await shop.sandbox.control('POST', 'clock', { advance: 'P7D' });
      await shop.sandbox.control('POST', 'webhooks/deliver');
    } finally {
      await shop.sandbox.control('DELETE', 'faults');
    }
    expect(await available(payment)).toBe(0);
    await readCharge(payment);
    expect(await refundsHere(payment)).toMatchObject([{ status: 'failed' }]);
    expect(await available(payment)).toBe(50_000);
  });

  test('a dispute', async () => {
    const payment = await bought();
    await behindOurBack('disputes', payment);
    await readCharge(payment);
    expect(await shop.db.query('SELECT status FROM disputes WHERE payment_id = $1', [payment.id])).toEqual([
      { status: 'needs_response' },
    ]);
  });
});

test('a second refund in Stripe that names our operation is another refund, and raised', async () => {
  const payment = await bought();
  const { operation_id } = await refund(payment, { amount_minor: 500, policy: 'full' });
  await shop.settled();
  const second = await shop.stripe.refunds.create({
    charge: payment.stripe_charge_id,
    amount: 300,
    metadata: { operation_id },
  });
  await shop.settled();
  expect(await registered(payment)).toEqual([
    { ours: true, status: 'succeeded', policy: 'full', amount_minor: 500 },
    { ours: false, status: 'succeeded', policy: 'unused', amount_minor: 300 },
  ]);
  expect(await findings(second.id)).toMatchObject([
    { kind: 'refund_mismatch', status: 'open', user_id: payment.user_id },
  ]);
});

test('a refund that failed here and that Stripe pays after all is raised', async () => {
  const payment = await bought(CARDS.refundFails);
  await shop.sandbox.control('POST', 'refunds', { charge: payment.stripe_charge_id, webhook: false });
  const { operation_id } = await refund(payment, { amount_minor: 1000 });
  await waitFor(async () => (await refundsHere(payment)).length === 2);
  await shop.settled();
  await shop.sandbox.control('POST', 'clock', { advance: 'P7D' });
  await shop.settled();
  expect(await available(payment)).toBe(50_000);
  const late = await shop.stripe.refunds.create({
    charge: payment.stripe_charge_id,
    amount: 1000,
    metadata: { operation_id },
  });
  await shop.settled();
  expect(await findings(late.id)).toMatchObject([
    { kind: 'refund_mismatch', status: 'open', detail: { why: expect.stringContaining('given back') } },
  ]);
});

test('the work is never given up while the refund is unfinished', async () => {
  const payment = await bought();
  await shop.sandbox.control('POST', 'faults', {
    fault: '500',
    path: '/v1/refunds',
    method: 'POST',
    count: 1,
  });
  forms += 1;
  const operation_id = await shop.db.transaction(async (tx) => {
    const known = await requestRefund(tx, {
      ...request,
      payment_id: payment.id,
      amount_minor: 700,
      key: `form-${forms}`,
    });
    await tx.query(`UPDATE outbox SET attempts = 1000 WHERE payload ->> 'operation_id' = $1`, [
      known.operation_id,
    ]);
    return known.operation_id;
  });
  const work = () =>
    shop.db.one<{ attempts: number; dead: boolean }>(
      `SELECT attempts, dead_at IS NOT NULL AS dead FROM outbox WHERE payload ->> 'operation_id' = $1`,
      [operation_id],
    );
  await waitFor(async () => (await work()).attempts === 1001);
  expect(await work()).toMatchObject({ dead: false });
  await shop.db.query(`UPDATE outbox SET run_at = app.now() WHERE payload ->> 'operation_id' = $1`, [
    operation_id,
  ]);
  await waitFor(async () => (await refundsHere(payment))[0]?.status === 'succeeded');
});

describe('is refused', () => {
  test('above what is left, without a reason, for analysts', async () => {
    const payment = await bought();
    await expect(refund(payment, { amount_minor: 2001 })).rejects.toMatchObject({ code: 'not_refundable' });
    await expect(refund(payment, { amount_minor: 100, reason: ' ' })).rejects.toMatchObject({
      code: 'invalid_request',
    });
    await expect(refund(payment, { amount_minor: 0 })).rejects.toMatchObject({ code: 'invalid_request' });
    const analyst = await createOperatorActor(shop.db, 'analyst');
    await expect(refund(payment, { amount_minor: 100, actor: analyst })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(await refundsHere(payment)).toEqual([]);
    expect(await available(payment)).toBe(50_000);
  });

  test('above the limit of the role, a time and a day, saying who may', async () => {
    const user_id = await createCustomer(shop.db);
    await shop.pay(user_id, { quantity: 40 });
    await shop.settled();
    const [payment] = (await listPayments(shop.db, user_id)).data as [PaymentView];
    await expect(refund(payment, { amount_minor: 10_001 })).rejects.toMatchObject({
      code: 'needs_approval',
      message: 'You may refund up to €100.00 at a time. Ask someone with the role finance or admin.',
    });
    const support = await createOperatorActor(shop.db, 'support');
    for (let time = 0; time < 5; time += 1) await refund(payment, { amount_minor: 10_000, actor: support });
    await expect(refund(payment, { amount_minor: 1, actor: support })).rejects.toMatchObject({
      code: 'needs_approval',
      details: { limit_minor: 0 },
    });
  });

  test('for a customer whose refunds an override blocks', async () => {
    const payment = await bought();
    const admin = await createOperatorActor(shop.db, 'admin');
    await shop.db.query(
      `INSERT INTO overrides (user_id, kind, reason, owner_id) VALUES ($1, 'block_refunds', 'Refund abuse', $2)`,
      [payment.user_id, admin.id],
    );
    await expect(refund(payment, { amount_minor: 100, actor: admin })).rejects.toMatchObject({
      code: 'refunds_blocked',
    });
    expect((await previewRefund(shop.db, { ...request, payment_id: payment.id })).blocked).toBe(
      'Refund abuse',
    );
  });
});

test('spent credits are not taken by policy unused, and become debt by policy full', async () => {
  const spendAll = async (payment: PaymentView) => {
    await shop.db.query(`INSERT INTO services (slug, name, cost) VALUES ($1, 'All', 50000)`, [
      `all-${payment.id}`,
    ]);
    await spend(shop.db, {
      wallet_id: payment.user_id,
      service: `all-${payment.id}`,
      quantity: 1,
      key_owner: 'test',
      key: payment.id,
    });
  };
  const [unused, full] = [await bought(), await bought()];
  await spendAll(unused);
  await spendAll(full);
  await refund(unused, { amount_minor: 2000 });
  await refund(full, { amount_minor: 2000, policy: 'full' });
  expect(await balance(shop.db, unused.user_id)).toMatchObject({ available: 0, debt: 0 });
  expect(await balance(shop.db, full.user_id)).toMatchObject({ available: 0, debt: 50_000 });
});
