import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { waitFor } from '../../support/wait-for.js';
import { eventTypes, payBy } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.close());

function charge(intent: Stripe.PaymentIntent) {
  return stripe.charges.retrieve(String(intent.latest_charge));
}

test('a partial refund is counted on the charge and leaves the rest refundable', async () => {
  const intent = await payBy(stripe);
  const refund = await stripe.refunds.create({
    payment_intent: intent.id,
    amount: 800,
    reason: 'requested_by_customer',
    metadata: { operation_id: 'op_1' },
  });
  expect(refund).toMatchObject({
    amount: 800,
    status: 'succeeded',
    charge: intent.latest_charge,
    metadata: { operation_id: 'op_1' },
  });
  expect(await charge(intent)).toMatchObject({ amount_refunded: 800, refunded: false });
  const rest = await stripe.refunds.create({ charge: String(intent.latest_charge) });
  expect(rest.amount).toBe(1200);
  expect(await charge(intent)).toMatchObject({ amount_refunded: 2000, refunded: true });
  const listed = await stripe.refunds.list({ payment_intent: intent.id });
  expect(listed.data.map(({ id }) => id)).toEqual([rest.id, refund.id]);
  const transaction = await stripe.balanceTransactions.retrieve(String(refund.balance_transaction));
  expect(transaction).toMatchObject({ amount: -800, fee: 0, net: -800, type: 'refund', source: refund.id });
});

test('never more is refunded than is left', async () => {
  const intent = await payBy(stripe);
  await stripe.refunds.create({ payment_intent: intent.id, amount: 1500 });
  await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 501 })).rejects.toMatchObject({
    statusCode: 400,
    param: 'amount',
    message: 'Refund amount ($5.01) is greater than unrefunded amount on charge ($5.00)',
  });
  await stripe.refunds.create({ payment_intent: intent.id });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: 'charge_already_refunded',
  });
});

test('refunds at the same moment together never exceed the charge', async () => {
  const intent = await payBy(stripe);
  const tries = Array.from({ length: 8 }, () =>
    stripe.refunds.create({ payment_intent: intent.id, amount: 600 }),
  );
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(await charge(intent)).toMatchObject({ amount_refunded: 1800 });
});

test('a failed charge cannot be refunded', async () => {
  await expect(payBy(stripe, 'pm_card_chargeDeclined')).rejects.toMatchObject({ statusCode: 402 });
  const [failed] = (await stripe.charges.list({ limit: 1 })).data;
  await expect(stripe.refunds.create({ charge: failed!.id })).rejects.toMatchObject({
    code: 'charge_not_refundable',
  });
  await expect(stripe.refunds.create({ payment_intent: String(failed!.payment_intent) })).rejects.toThrow(
    'does not have a successful charge to refund',
  );
});

test('a refund to pm_card_pendingRefund is pending first and succeeds by itself', async () => {
  const intent = await payBy(stripe, 'pm_card_pendingRefund');
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  expect(refund.status).toBe('pending');
  await sandbox.control('POST', 'clock', { advance: 'PT1M' });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
});

test('a refund to pm_card_refundFail fails later and gives the money back to the charge', async () => {
  const intent = await payBy(stripe, 'pm_card_refundFail');
  const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 700 });
  expect(refund.status).toBe('succeeded');
  await sandbox.control('POST', 'clock', { advance: 'PT1M' });
  const failed = await stripe.refunds.retrieve(refund.id, { expand: ['failure_balance_transaction'] });
  expect(failed).toMatchObject({
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: { amount: 700, type: 'refund_failure' },
  });
  expect(await charge(intent)).toMatchObject({ amount_refunded: 0, refunded: false });
  expect((await eventTypes(stripe)).slice(-3)).toEqual([
    'refund.failed',
    'refund.updated',
    'charge.refund.updated',
  ]);
});

test('a slow refund settles without anybody moving the clock', async () => {
  const intent = await payBy(stripe, 'pm_card_pendingRefund');
  const refund = await stripe.refunds.create({ payment_intent: intent.id });
  await waitFor(async () => (await stripe.refunds.retrieve(refund.id)).status === 'succeeded');
});

test('a disputed charge cannot be refunded', async () => {
  const intent = await payBy(stripe, 'pm_card_createDispute');
  expect(await charge(intent)).toMatchObject({ disputed: true });
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  expect(dispute).toMatchObject({ amount: 2000, reason: 'fraudulent', status: 'needs_response' });
  await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
    code: 'charge_disputed',
  });
});
