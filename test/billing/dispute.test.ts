import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { listPayments, type PaymentView, refresh } from '../../src/billing/index.js';
import { balance, verifyLedger } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { openShop, type Shop } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;
let user_id: string;
let payment: PaymentView;

beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  await shop.close();
});
beforeEach(async () => {
  workers = await shop.startWorkers();
  user_id = await createCustomer(shop.db);
  await shop.pay(user_id);
  await shop.settled();
  const [bought] = (await listPayments(shop.db, user_id)).data;
  if (!bought) throw new Error('nothing was bought');
  payment = bought;
});
afterEach(() => workers.close());

const control = (path: string, body: object) => shop.sandbox.control('POST', path, body);

async function disputed(given: object = {}): Promise<string> {
  const dispute = await control('disputes', { charge: payment.stripe_charge_id, ...given });
  await shop.settled();
  return String(dispute.id);
}

async function moved(dispute: string, status: string): Promise<void> {
  await control(`disputes/${dispute}`, { status });
  await shop.settled();
}

async function standing() {
  const { available, frozen, debt } = await balance(shop.db, user_id);
  return { available, frozen, debt };
}

const row = () =>
  shop.db.one(
    'SELECT status, funds_withdrawn, closed_at IS NOT NULL AS closed FROM disputes WHERE payment_id = $1',
    [payment.id],
  );

test('a dispute freezes the credits that the payment bought, and frees them when it is won', async () => {
  const dispute = await disputed();
  expect(await standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  expect(await row()).toEqual({ status: 'needs_response', funds_withdrawn: true, closed: false });
  await moved(dispute, 'under_review');
  expect(await standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  await moved(dispute, 'won');
  expect(await standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
  expect(await row()).toEqual({ status: 'won', funds_withdrawn: false, closed: true });
});

test('a lost dispute takes them; an appeal freezes them again, and winning it gives them back', async () => {
  const dispute = await disputed();
  await moved(dispute, 'lost');
  expect(await standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
  await moved(dispute, 'appeal_under_review');
  expect(await standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  expect(await row()).toEqual({ status: 'appeal_under_review', funds_withdrawn: true, closed: false });
  await moved(dispute, 'won');
  expect(await standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('a dispute that is first seen when it is lost takes the credits all the same', async () => {
  const dispute = await disputed({ webhook: false });
  expect(await standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
  await moved(dispute, 'lost');
  expect(await standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('all that happened to a dispute told at once, late and twice, ends where the dispute is', async () => {
  const dispute = await disputed({ webhook: false });
  for (const status of ['lost', 'appeal_needs_response', 'won', 'lost', 'won'])
    await control(`disputes/${dispute}`, { status, webhook: false });
  for (const event of (await shop.stripe.events.list({ type: 'charge.dispute.closed', limit: 10 })).data)
    if ((event.data.object as { id: string }).id === dispute)
      await control('webhooks/redeliver', { event: event.id });
  await shop.settled();
  expect(await row()).toMatchObject({ status: 'won' });
  expect(await standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('an inquiry freezes too, and a refund that settles it takes what was frozen, once', async () => {
  const dispute = await disputed({ inquiry: true });
  expect(await row()).toEqual({ status: 'warning_needs_response', funds_withdrawn: false, closed: false });
  expect(await standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  await control('refunds', { charge: payment.stripe_charge_id });
  await shop.settled();
  expect(await standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
  await moved(dispute, 'warning_closed');
  expect(await standing()).toEqual({ available: 0, frozen: 0, debt: 0 });
});

test('a dispute after a partial refund freezes what was not refunded', async () => {
  await control('refunds', { charge: payment.stripe_charge_id, amount: 500 });
  await shop.settled();
  await disputed({ amount: 2_000 });
  expect(await standing()).toEqual({ available: 0, frozen: 37_500, debt: 0 });
});

test('the end of a dispute that nobody told of is found when its charge is read', async () => {
  const dispute = await disputed();
  await control(`disputes/${dispute}`, { status: 'won', webhook: false });
  await refresh(shop.deps, { type: 'charge', id: payment.stripe_charge_id });
  await shop.settled();
  expect(await standing()).toEqual({ available: 50_000, frozen: 0, debt: 0 });
});

test('a dispute in another currency takes the share of the payment that Stripe withdrew for it, and is shown to operators', async () => {
  const dispute = await disputed({ currency: 'usd', amount: 1_250, inquiry: true });
  expect(await standing()).toEqual({ available: 0, frozen: 50_000, debt: 0 });
  await moved(dispute, 'needs_response');
  expect(await standing()).toEqual({ available: 25_000, frozen: 25_000, debt: 0 });
  expect(
    await shop.db.one('SELECT currency, amount_minor FROM disputes WHERE stripe_id = $1', [dispute]),
  ).toEqual({
    currency: 'eur',
    amount_minor: 1_000,
  });
  await moved(dispute, 'lost');
  expect(await standing()).toEqual({ available: 25_000, frozen: 0, debt: 0 });
  const [refundable] = (await listPayments(shop.db, user_id)).data;
  expect(refundable?.refundable_minor).toBe(1_000);
  expect(
    await shop.db.one('SELECT kind, detail FROM discrepancies WHERE stripe_id = $1', [dispute]),
  ).toMatchObject({
    kind: 'currency_mismatch',
    detail: { disputed: '1250 usd', taken_as: '1000 eur' },
  });
});

/** The ends of a dispute as Stripe has told them, oldest first. */
async function endsOf(dispute: string): Promise<Stripe.Event[]> {
  const { data } = await shop.stripe.events.list({ type: 'charge.dispute.closed', limit: 100 });
  return data.filter((event) => (event.data.object as Stripe.Dispute).id === dispute).reverse();
}

async function hear(events: readonly Stripe.Event[]): Promise<void> {
  for (const event of events) {
    await control('webhooks/redeliver', { event: event.id });
    await shop.settled();
  }
}

const dated = () =>
  shop.db.one(
    `SELECT d.closed_at, r.returned_at,
            (SELECT sum(value) FROM live_metrics WHERE metric = 'disputes_lost' AND day = app.day_of(d.closed_at)) AS lost_that_day_minor
     FROM disputes d JOIN returns r ON r.dispute_id = d.id WHERE d.payment_id = $1`,
    [payment.id],
  );

type Telling = (dispute: string, ends: readonly Stripe.Event[]) => Promise<void>;
test.each<[string, Telling]>([
  ['its events in order', (_dispute, ends) => hear(ends)],
  ['its events, the last one first', (_dispute, ends) => hear(ends.toReversed())],
  [
    'a read of the dispute, and its events after that',
    async (dispute, ends) => {
      await refresh(shop.deps, { type: 'dispute', id: dispute });
      // Until an event says when it was, our clock has to do; it is not moved here.
      expect(await dated()).not.toMatchObject({ closed_at: new Date((ends[1]?.created ?? 0) * 1000) });
      await hear(ends.toReversed());
    },
  ],
])(
  'a loss counts on the day on which Stripe closed the dispute for good, told by %s',
  async (_name, tell) => {
    // Its days are those of no other loss: a bank that waits for evidence decides after nine.
    await control('clock', { advance: 'P4D' });
    const dispute = await disputed({ webhook: false });
    for (const status of ['lost', 'appeal_under_review', 'lost']) {
      await control('clock', { advance: 'P2D' });
      await control(`disputes/${dispute}`, { status, webhook: false });
    }
    const ends = await endsOf(dispute);
    await tell(dispute, ends);
    const at = new Date((ends[1]?.created ?? 0) * 1000);
    expect(await dated()).toEqual({ closed_at: at, returned_at: at, lost_that_day_minor: 2_000 });
  },
);
