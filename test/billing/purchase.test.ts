import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import { checkoutStatus, issueReceipts, listPayments, startCheckout } from '../../src/billing/index.js';
import { refresh } from '../../src/billing/stripe/refresh.js';
import { balance } from '../../src/credits/index.js';
import { createCustomer } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { CARDS, openShop, payOn, type Shop, WEBHOOK_SECRET } from './shop.js';

let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  shop = await openShop();
  workers = await shop.startWorkers();
  // The first sweep finds what no webhook told of: it must not come upon a purchase below.
  await waitFor(() => shop.db.maybeOne('SELECT FROM event_sweeps'));
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
});

test('a paid checkout gives the credits, records the payment and sends the numbered receipt', async () => {
  const { db, mails } = shop;
  const user_id = await createCustomer(db, 'maya@example.com');
  const session_id = await shop.pay(user_id);

  const status = await waitFor(async () => {
    const now = await checkoutStatus(db, { session_id, user_id });
    return now.state === 'paid' && now;
  });
  expect(status).toMatchObject({ state: 'paid', bought: 50_000, balance: { available: 50_000 } });

  const receipt = await waitFor(() => mails.find(({ to }) => to === 'maya@example.com'));
  const { data } = await listPayments(db, user_id);
  expect(data).toEqual([
    expect.objectContaining({
      description: '500 credits',
      kind: 'pack',
      status: 'succeeded',
      currency: 'eur',
      amount_minor: 2000,
      received_minor: 2000,
      refundable_minor: 2000,
      credit_amount: 50_000,
      card: { brand: 'visa', last4: '4242' },
      decline: null,
      receipt_number: expect.stringMatching(/^R-\d{4}-\d{6}$/),
      refunds: [],
    }),
  ]);
  expect(receipt.subject).toContain(data[0]?.receipt_number);
  expect(receipt.text).toContain('€20.00');
  expect(receipt.text).toContain('500');
});

test('a declined card is a failed payment with a plain reason, and the same page can then be paid', async () => {
  const { db, deps, prices } = shop;
  const user_id = await createCustomer(db);
  const { url } = await startCheckout(deps, {
    user_id,
    price_id: prices[1000],
    quantity: 2,
    key: 'declined',
  });
  await payOn(url, CARDS.noFunds);
  await shop.settled();

  const declined = (await listPayments(db, user_id)).data;
  expect(declined).toMatchObject([
    { status: 'failed', amount_minor: 7200, received_minor: 0, credit_amount: 0, card: { last4: '9995' } },
  ]);
  expect(declined[0]?.decline?.reason).toBe('There is not enough money on the card.');
  expect((await balance(db, user_id)).available).toBe(0);

  await payOn(url, CARDS.good);
  await shop.settled();
  expect((await listPayments(db, user_id)).data).toMatchObject([
    { status: 'succeeded', description: '2 × 1,000 credits', credit_amount: 200_000 },
    { status: 'failed' },
  ]);
  expect((await balance(db, user_id)).by_type.pay_as_you_go).toBe(200_000);
});

test('the success page says confirming until the payment is registered, and heals a webhook that never comes', async () => {
  const { db, sandbox } = shop;
  const user_id = await createCustomer(db);
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  try {
    const session_id = await shop.pay(user_id);
    await sandbox.control('POST', 'webhooks/deliver');
    expect(await checkoutStatus(db, { session_id, user_id })).toEqual({ state: 'confirming' });
    await waitFor(async () => (await checkoutStatus(db, { session_id, user_id })).state === 'paid');
    expect((await balance(db, user_id)).available).toBe(50_000);
  } finally {
    await sandbox.control('DELETE', 'faults');
  }
});

test('one event that comes fifty times at once is one payment and one grant', async () => {
  const { db, sandbox, stripe } = shop;
  const user_id = await createCustomer(db);
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  await shop.pay(user_id);
  await sandbox.control('POST', 'webhooks/deliver');
  await sandbox.control('DELETE', 'faults');
  const [event] = (await stripe.events.list({ type: 'charge.succeeded', limit: 1 })).data;
  const payload = JSON.stringify(event);
  const signature = stripe.webhooks.generateTestHeaderString({ payload, secret: WEBHOOK_SECRET });
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      fetch(shop.webhookUrl, { method: 'POST', body: payload, headers: { 'stripe-signature': signature } }),
    ),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  await shop.settled();
  expect((await listPayments(db, user_id)).data).toHaveLength(1);
  expect(await db.query('SELECT kind, amount FROM entries WHERE wallet_id = $1', [user_id])).toEqual([
    { kind: 'grant', amount: 50_000 },
  ]);
});

test('money that is only authorised gives nothing until it is captured', async () => {
  const { db, deps, sandbox, stripe } = shop;
  const user_id = await createCustomer(db);
  // No worker: its own read of the checkout could come between payment and the reads below.
  await workers.close();
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  await shop.pay(user_id);
  await sandbox.control('POST', 'webhooks/deliver');
  await sandbox.control('DELETE', 'faults');
  const [charge] = (await stripe.charges.list({ limit: 1 })).data;
  const charges = { retrieve: async () => ({ ...charge, captured: false, amount_captured: 0 }) };
  const authorised = Object.assign(Object.create(stripe) as typeof stripe, { charges });

  const ref = { type: 'charge', id: charge?.id ?? '' } as const;
  await refresh({ ...deps, stripe: authorised }, ref);
  expect((await listPayments(db, user_id)).data).toMatchObject([
    { status: 'pending', received_minor: 0, credit_amount: 0 },
  ]);
  expect((await balance(db, user_id)).available).toBe(0);

  await refresh(deps, ref);
  expect((await listPayments(db, user_id)).data).toMatchObject([
    { status: 'succeeded', received_minor: 2000, credit_amount: 50_000 },
  ]);
  expect((await balance(db, user_id)).available).toBe(50_000);
  workers = await shop.startWorkers();
});

test('a discounted pack gives its whole credits for the money paid, and returns go by that money', async () => {
  const { db, stripe } = shop;
  const user_id = await createCustomer(db);
  const customer = await stripe.customers.create({ metadata: { user_id } });
  const coupon = await stripe.coupons.create({ percent_off: 20 });
  const price = await db.one<{ stripe_id: string }>('SELECT stripe_id FROM prices WHERE id = $1', [
    shop.prices[500],
  ]);
  const session = await stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'payment',
    line_items: [{ price: price.stripe_id, quantity: 1 }],
    discounts: [{ coupon: coupon.id }],
    success_url: 'http://127.0.0.1:9/done',
  });
  await payOn(String(session.url), CARDS.good);
  await shop.settled();
  const [payment] = (await listPayments(db, user_id)).data;
  expect(payment).toMatchObject({ kind: 'pack', status: 'succeeded', amount_minor: 1600 });
  expect(await balance(db, user_id)).toMatchObject({ available: 50_000 });
  expect(await db.query('SELECT FROM discrepancies WHERE user_id = $1', [user_id])).toEqual([]);

  const [charge] = (await stripe.charges.list({ customer: customer.id })).data;
  await stripe.refunds.create({ charge: String(charge?.id), amount: 800 });
  await shop.settled();
  expect(await balance(db, user_id)).toMatchObject({ available: 25_000 });
  await expect(stripe.refunds.create({ charge: String(charge?.id), amount: 900 })).rejects.toThrow();
});

test('somebody else’s checkout is unknown', async () => {
  const { db } = shop;
  const session_id = await shop.pay(await createCustomer(db));
  const stranger = await createCustomer(db);
  await expect(checkoutStatus(db, { session_id, user_id: stranger })).rejects.toMatchObject({
    code: 'unknown_checkout',
  });
});

test('sending the form twice opens the same page, and many checkouts at once make one customer in Stripe', async () => {
  const { db, deps, prices, stripe } = shop;
  const user_id = await createCustomer(db, 'twice@example.com');
  const request = { user_id, price_id: prices[500], key: 'same form' };
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => startCheckout(deps, request)));
  const again = await waitFor(() => startCheckout(deps, request));
  const urls = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.url] : []));
  expect(new Set([...urls, again.url]).size).toBe(1);
  expect((await stripe.customers.list({ email: 'twice@example.com' })).data).toHaveLength(1);
  await expect(startCheckout(deps, { ...request, quantity: 2 })).rejects.toMatchObject({
    code: 'idempotency_key_reused',
  });
});

test('receipts are numbered without a gap, by many runs at once too', async () => {
  const { db } = shop;
  await shop.settled();
  await db.query(
    `INSERT INTO payments (user_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor, paid_at, created_at)
     SELECT $1, 'ch_receipt_' || no, 'other', 'succeeded', 'eur', 100, 100, app.now(), app.now() FROM generate_series(1, 5) AS no`,
    [await createCustomer(db)],
  );
  await Promise.all(Array.from({ length: 5 }, () => issueReceipts(db)));
  const numbers = (
    await db.query<{ no: number }>(
      `SELECT split_part(receipt_number, '-', 3)::int AS no FROM payments WHERE receipt_number IS NOT NULL ORDER BY 1`,
    )
  ).map(({ no }) => no);
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
