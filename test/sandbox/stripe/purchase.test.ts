import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { createPrice, eventTypes, press } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;
let price: Stripe.Price;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
  price = await createPrice(stripe);
});
afterAll(() => sandbox.close());

async function openSession(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  return stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'payment',
    line_items: [{ price: price.id, quantity: 2 }],
    success_url: 'http://127.0.0.1:1/success?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:1/cancel',
    ...params,
  });
}

async function chargesOf(session: Stripe.Checkout.Session) {
  const { payment_intent } = await stripe.checkout.sessions.retrieve(session.id);
  const charges = await stripe.charges.list({ payment_intent: String(payment_intent) });
  return charges.data;
}

test('a session has no payment intent until somebody tries to pay', async () => {
  const session = await openSession();
  expect(session).toMatchObject({
    status: 'open',
    payment_status: 'unpaid',
    amount_total: 4000,
    payment_intent: null,
  });
});

test('paying with 4242 completes the session and charges the card', async () => {
  const session = await openSession({ payment_intent_data: { metadata: { order: '7' } } });
  const { status, location } = await press(session.url!, { card: '4242424242424242' });
  expect(status).toBe(303);
  expect(location).toBe(`http://127.0.0.1:1/success?session=${session.id}`);
  const paid = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['line_items', 'payment_intent.latest_charge.balance_transaction'],
  });
  expect(paid).toMatchObject({ status: 'complete', payment_status: 'paid', customer: session.customer });
  expect(paid.line_items?.data).toMatchObject([{ quantity: 2, amount_total: 4000, description: 'Credits' }]);
  expect(paid.payment_intent).toMatchObject({
    status: 'succeeded',
    amount_received: 4000,
    metadata: { order: '7' },
    latest_charge: {
      status: 'succeeded',
      customer: session.customer,
      payment_method_details: { card: { brand: 'visa', last4: '4242' } },
      balance_transaction: { amount: 4000, fee: 146, net: 3854, type: 'charge' },
    },
  });
});

test('a declined card leaves a failed charge and says why; another card pays the same intent', async () => {
  const session = await openSession();
  const before = (await eventTypes(stripe)).length;
  const declined = await press(session.url!, { number: '4000 0000 0000 9995' });
  expect(declined.location).toBe(session.url);
  expect(await (await fetch(session.url!)).text()).toContain('Your card has insufficient funds.');
  expect((await eventTypes(stripe)).slice(before)).toEqual([
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
  ]);
  await press(session.url!, { card: '4242424242424242' });
  const [paid, failed] = await chargesOf(session);
  expect(failed).toMatchObject({
    status: 'failed',
    paid: false,
    amount_captured: 0,
    failure_code: 'card_declined',
    outcome: { type: 'issuer_declined', reason: 'insufficient_funds' },
  });
  expect(paid).toMatchObject({ status: 'succeeded', payment_intent: failed?.payment_intent });
});

test('a card that needs 3-D Secure pays only after the challenge is completed', async () => {
  const session = await openSession();
  const challenge = await press(session.url!, { card: '4000002760003184' });
  expect(challenge.location).toMatch(/\/challenge\/pi_/);
  expect(await chargesOf(session)).toEqual([]);
  const failed = await press(challenge.location, { outcome: 'fail' });
  expect(failed.location).toBe(session.url);
  expect(await (await fetch(session.url!)).text()).toContain('unable to authenticate');
  expect(await chargesOf(session)).toEqual([]);
  const again = await press(session.url!, { card: '4000002760003184' });
  const { location } = await press(again.location, { outcome: 'complete' });
  expect(location).toBe(`http://127.0.0.1:1/success?session=${session.id}`);
  expect(await chargesOf(session)).toMatchObject([
    {
      status: 'succeeded',
      payment_method_details: { card: { three_d_secure: { result: 'authenticated' } } },
    },
  ]);
});

test('pressing the button twice at once charges once', async () => {
  const session = await openSession();
  const presses = await Promise.all([1, 2, 3].map(() => press(session.url!, { card: '4242424242424242' })));
  expect(new Set(presses.map(({ location }) => location)).size).toBe(1);
  expect(await chargesOf(session)).toHaveLength(1);
});

test('the page takes only test cards it knows, and charges nothing otherwise', async () => {
  const session = await openSession();
  const { status, page } = await press(session.url!, { number: '<script>1234</script>' });
  expect(status).toBe(400);
  expect(page).toContain('test cards');
  expect(page).not.toContain('<script>');
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_intent: null });
});

test('an expired session cannot be paid', async () => {
  const session = await openSession();
  expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });
  await press(session.url!, { card: '4242424242424242' });
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'expired',
    payment_intent: null,
  });
  await expect(stripe.checkout.sessions.expire(session.id)).rejects.toThrow('Only Checkout Sessions');
});

test('a session expires by itself after 24 hours of simulated time', async () => {
  const session = await openSession();
  await press(session.url!, { card: '4000000000000002' });
  await sandbox.control('POST', 'clock', { advance: 'P1DT1M' });
  const expired = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent'] });
  expect(expired).toMatchObject({ status: 'expired', payment_intent: { status: 'canceled' } });
  const [event] = (await stripe.events.list({ type: 'checkout.session.expired', limit: 1 })).data;
  expect(event?.created).toBe(session.expires_at);
});

test('what Checkout refuses is refused as Stripe does', async () => {
  const faults: [Partial<Stripe.Checkout.SessionCreateParams>, object][] = [
    [
      { payment_method_types: ['card'] } as object,
      { code: 'parameter_unknown', param: 'payment_method_types' },
    ],
    [{ line_items: [] }, { code: 'parameter_missing', param: 'line_items' }],
    [
      { line_items: [{ price: 'price_none', quantity: 1 }] },
      { code: 'resource_missing', param: 'line_items[0][price]' },
    ],
    [{ customer: 'cus_none' }, { code: 'resource_missing', param: 'customer' }],
    [{ success_url: 'javascript:alert(1)' }, { code: 'url_invalid', param: 'success_url' }],
    [{ expires_at: 5 }, { param: 'expires_at' }],
  ];
  for (const [params, error] of faults) {
    await expect(openSession(params)).rejects.toMatchObject({
      statusCode: 400,
      rawType: 'invalid_request_error',
      ...error,
    });
  }
});

test('a coupon takes a share off each line; session, intent and charge say what is left', async () => {
  const coupon = await stripe.coupons.create({ percent_off: 25, name: 'Spring', max_redemptions: 1 });
  const session = await openSession({ discounts: [{ coupon: coupon.id }] });
  expect(session).toMatchObject({
    amount_subtotal: 4000,
    amount_total: 3000,
    discounts: [{ coupon: coupon.id, promotion_code: null }],
    total_details: { amount_discount: 1000 },
  });
  expect(await (await fetch(session.url!)).text()).toContain('−$10.00');
  await press(session.url!, { card: '4242424242424242' });
  expect(await chargesOf(session)).toMatchObject([{ amount: 3000 }]);
  const { data } = await stripe.checkout.sessions.listLineItems(session.id);
  expect(data).toMatchObject([{ amount_subtotal: 4000, amount_discount: 1000, amount_total: 3000 }]);
  expect(await stripe.coupons.retrieve(coupon.id)).toMatchObject({ times_redeemed: 1, valid: false });
  await expect(openSession({ discounts: [{ coupon: coupon.id }] })).rejects.toMatchObject({
    code: 'coupon_expired',
  });
});

test('a promotion code is typed on the page; an unknown one is refused, and one for the whole price asks for no money', async () => {
  const { id } = await stripe.coupons.create({ amount_off: 99_999, currency: 'usd' });
  const code = await stripe.promotionCodes.create({
    code: 'FREE',
    promotion: { type: 'coupon', coupon: id },
  });
  const session = await openSession({ allow_promotion_codes: true });
  expect((await press(session.url!, { code: 'nope' })).page).toContain('not valid');
  expect((await press(session.url!, { code: 'free' })).status).toBe(303);
  await press(session.url!, { card: '4242424242424242' });
  expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
    status: 'complete',
    amount_total: 0,
    payment_status: 'no_payment_required',
    payment_intent: null,
    discounts: [{ coupon: id, promotion_code: code.id }],
  });
  const other = await stripe.coupons.create({ amount_off: 100, currency: 'eur' });
  await expect(openSession({ discounts: [{ coupon: other.id }] })).rejects.toMatchObject({ statusCode: 400 });
});
