import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { installSandboxClock } from '../../sandbox/clock.js';
import {
  attemptsWithoutCharge,
  billedInvoices,
  listPayments,
  refresh,
  subscriptionOf,
} from '../../src/billing/index.js';
import { balance } from '../../src/credits/index.js';
import { openShop, type Shop } from './shop.js';
import { advance, changeCard, type Subscriber, subscribe } from './subscriber.js';

const PRO = 200_000;

let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  shop = await openShop();
  await installSandboxClock(shop.ownerUrl);
  workers = await shop.startWorkers();
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

const billed = async ({ user_id }: Subscriber) => (await billedInvoices(shop.db, { user_id })).data;
const available = async ({ user_id }: Subscriber) => (await balance(shop.db, user_id)).available;
const mailsTo = ({ user_id }: Subscriber, template: string) =>
  shop.db.query<{ variables: Record<string, string> }>(
    'SELECT variables FROM mails WHERE user_id = $1 AND template = $2 ORDER BY created_at',
    [user_id, template],
  );

async function invoiceOf({ customer }: Subscriber): Promise<Stripe.Invoice> {
  const [invoice] = (await shop.stripe.invoices.list({ customer, limit: 1 })).data;
  if (!invoice) throw new Error('nothing was billed');
  return invoice;
}

test('a credit note stands in the billing history, and the refund it made takes its credits and names it', async () => {
  const subscriber = await subscribe(shop);
  const { id: invoice } = await invoiceOf(subscriber);
  await shop.stripe.creditNotes.create({ invoice, amount: 1000, refund_amount: 1000 });
  await shop.settled();
  const share = Math.floor((PRO * 1000) / 4999);
  expect(await available(subscriber)).toBe(PRO - share);
  const [shown] = await billed(subscriber);
  expect(shown).toMatchObject({ status: 'paid', total_minor: 4999, due_minor: 0 });
  expect(shown?.credit_notes).toMatchObject([{ amount_minor: 1000, status: 'issued' }]);
  expect(shown?.period && shown.period.end > shown.period.start).toBe(true);
  const [payment] = (await listPayments(shop.db, subscriber.user_id)).data;
  expect(payment).toMatchObject({ refundable_minor: 3999, refunds: [{ amount_minor: 1000 }] });
  const named = await shop.db.one(
    'SELECT c.number FROM refunds r JOIN credit_notes c ON c.id = r.credit_note_id WHERE r.payment_id = $1',
    [payment?.id],
  );
  expect(named).toEqual({ number: shown?.credit_notes[0]?.number });
});

test('a credit note whose events were lost is found with its invoice; money given back outside is for an operator', async () => {
  const subscriber = await subscribe(shop);
  const { id: invoice } = await invoiceOf(subscriber);
  await shop.sandbox.control('POST', 'faults', { fault: 'drop', rate: 1 });
  const note = await shop.stripe.creditNotes.create({ invoice, amount: 700, out_of_band_amount: 700 });
  await shop.sandbox.control('DELETE', 'faults');
  await refresh(shop.deps, { type: 'invoice', id: invoice });
  await shop.settled();
  expect((await billed(subscriber))[0]?.credit_notes).toMatchObject([{ amount_minor: 700 }]);
  expect(await available(subscriber)).toBe(PRO);
  expect(
    await shop.db.one('SELECT kind, status, user_id FROM discrepancies WHERE stripe_id = $1', [note.id]),
  ).toEqual({ kind: 'refund_mismatch', status: 'open', user_id: subscriber.user_id });
});

test('a renewal that is declined is told by mail with what to do; paid outside Stripe it gives no credits, but is shown to operators', async () => {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, 'pm_card_chargeCustomerFail');
  await advance(shop, 'P1MT3H');
  const [mail, ...others] = await mailsTo(subscriber, 'payment-failed');
  expect(others).toEqual([]);
  expect(mail?.variables).toMatchObject({
    amount: '€49.99',
    reason: 'Your bank declined the payment.',
    path: '/billing',
  });
  expect((await billed(subscriber))[0]).toMatchObject({ status: 'open', due_minor: 4999, payments: [] });

  const { id } = await invoiceOf(subscriber);
  await shop.stripe.invoices.pay(id, { paid_out_of_band: true });
  await shop.settled();
  expect((await billed(subscriber))[0]).toMatchObject({ status: 'paid', due_minor: 0, payments: [] });
  expect(await available(subscriber)).toBe(0);
  expect(
    await shop.db.one('SELECT kind, detail FROM discrepancies WHERE stripe_id = $1', [id]),
  ).toMatchObject({ kind: 'paid_outside', detail: { total_minor: 4999 } });

  await shop.db.query(
    `UPDATE discrepancies SET status = 'dismissed', reason = 'Paid in cash.', closed_by = $2, closed_at = app.now()
     WHERE stripe_id = $1`,
    [id, subscriber.user_id],
  );
  await refresh(shop.deps, { type: 'invoice', id });
  expect(await shop.db.query('SELECT status FROM discrepancies WHERE stripe_id = $1', [id])).toEqual([
    { status: 'dismissed' },
  ]);
});

test('a charge that somebody causes in Stripe’s dashboard, and the bank declines, is told by mail too', async () => {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, 'pm_card_chargeCustomerFail');
  const [plan] = (await shop.stripe.subscriptions.list({ customer: subscriber.customer })).data;
  await shop.stripe.subscriptions.update(String(plan?.id), {
    billing_cycle_anchor: { type: 'now' },
    proration_behavior: 'none',
  });
  await shop.settled();
  expect(await subscriptionOf(shop.db, subscriber.user_id)).toMatchObject({ status: 'past_due' });
  const mails = await mailsTo(subscriber, 'payment-failed');
  expect(mails).toMatchObject([{ variables: { amount: '€49.99', path: '/billing' } }]);
});

test('a renewal that its bank wants confirmed is an attempt that waits for the customer, with the invoice to finish it', async () => {
  const subscriber = await subscribe(shop);
  await changeCard(shop, subscriber, 'pm_card_authenticationRequired');
  await advance(shop, 'P1MT3H');
  const attempts = () => attemptsWithoutCharge(shop.db, { user_id: subscriber.user_id });
  const [invoice] = await billed(subscriber);
  expect(await attempts()).toMatchObject([
    {
      amount_minor: 4999,
      waiting: true,
      code: 'authentication_required',
      finish: { invoice_id: invoice?.id },
    },
  ]);
  const [mail] = await mailsTo(subscriber, 'payment-failed');
  expect(mail?.variables.reason).toContain('wants you to confirm');

  await changeCard(shop, subscriber, 'pm_card_visa');
  await shop.stripe.invoices.pay((await invoiceOf(subscriber)).id);
  await shop.settled();
  expect(await attempts()).toEqual([]);
  expect(await available(subscriber)).toBe(PRO);
});
