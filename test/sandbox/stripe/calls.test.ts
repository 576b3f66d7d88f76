import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { createPrice, payBy } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.close());

test('a call without a valid key is refused, and the key is not told back', async () => {
  const stranger = sandbox.client('sk_test_wrong_key_0123456789');
  const refusal = await stranger.customers.list().catch((error: Stripe.errors.StripeError) => error);
  expect(refusal).toMatchObject({
    type: 'StripeAuthenticationError',
    statusCode: 401,
    requestId: expect.stringMatching(/^req_/),
  });
  expect((refusal as Error).message).not.toContain('wrong_key');
});

test('another API version is refused', async () => {
  const old = sandbox.client(SECRET_KEY, { apiVersion: '2024-06-20' as '2026-10-28.endive' });
  await expect(old.customers.list()).rejects.toThrow('Invalid Stripe API version: 2024-06-20');
});

test('a call without a version gets the pinned one, and the key may come as a user name', async () => {
  const response = await fetch(`${sandbox.url()}/v1/customers?limit=1`, {
    headers: { authorization: `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}` },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('stripe-version')).toBe('2026-10-28.endive');
});

test('a customer is created, changed, found by email and deleted', async () => {
  const customer = await stripe.customers.create({
    email: 'ben@example.com',
    name: 'Ben',
    metadata: { a: '1', b: '2' },
  });
  const changed = await stripe.customers.update(customer.id, { name: '', metadata: { a: '', c: '3' } });
  expect(changed).toMatchObject({ name: null, email: 'ben@example.com', metadata: { b: '2', c: '3' } });
  expect((await stripe.customers.list({ email: 'ben@example.com' })).data).toEqual([changed]);
  const [event] = (await stripe.events.list({ type: 'customer.updated' })).data;
  expect(event?.data.previous_attributes).toEqual({ name: 'Ben', metadata: { a: '1', b: '2' } });
  await stripe.customers.del(customer.id);
  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ deleted: true });
  expect((await stripe.customers.list({ email: 'ben@example.com' })).data).toEqual([]);
});

test('a lookup key finds its price and moves only when told to', async () => {
  const { product } = await createPrice(stripe);
  const params = { product: String(product), currency: 'usd', unit_amount: 3600, lookup_key: 'pack_1000' };
  const first = await stripe.prices.create(params);
  await expect(stripe.prices.create(params)).rejects.toMatchObject({
    code: 'resource_already_exists',
    param: 'lookup_key',
  });
  const second = await stripe.prices.create({ ...params, transfer_lookup_key: true });
  const found = await stripe.prices.list({ lookup_keys: ['pack_1000'], expand: ['data.product'] });
  expect(found.data).toMatchObject([{ id: second.id, product: { id: product, name: 'Credits' } }]);
  expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull();
});

test('a recurring price keeps its interval', async () => {
  const product = await stripe.products.create({
    name: 'Pro',
    default_price_data: { currency: 'usd', unit_amount: 4900, recurring: { interval: 'month' } },
    expand: ['default_price'],
  });
  expect(product.default_price).toMatchObject({
    type: 'recurring',
    recurring: { interval: 'month', interval_count: 1 },
  });
});

test('unknown, missing and wrong parameters are named', async () => {
  const create = (params: object) => stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams);
  const good = { amount: 100, currency: 'usd' };
  const faults: [() => Promise<unknown>, object][] = [
    [
      () => create({ ...good, payment_method_types: ['card'] }),
      { code: 'parameter_unknown', param: 'payment_method_types' },
    ],
    [() => create({ ...good, metadata: { deep: { er: 1 } } }), { param: 'metadata[deep]' }],
    [
      () => create({ currency: 'usd' }),
      { code: 'parameter_missing', param: 'amount', message: 'Missing required param: amount.' },
    ],
    [
      () => create({ ...good, amount: 'ten' }),
      { code: 'parameter_invalid_integer', message: 'Invalid integer: ten' },
    ],
    [() => create({ ...good, amount: 0 }), { code: 'parameter_invalid_integer', param: 'amount' }],
    [() => create({ ...good, currency: 'dollars' }), { param: 'currency' }],
    [
      () => create({ ...good, currency: 'xyz' }),
      {
        message: expect.stringMatching(
          /^Invalid currency: xyz\. Stripe currently supports these currencies: usd, /,
        ),
      },
    ],
    [() => create({ ...good, __proto__: null, constructor: { name: 'x' } }), { code: 'parameter_unknown' }],
    [() => stripe.customers.create({ email: 'nobody' }), { code: 'email_invalid', param: 'email' }],
    [() => stripe.customers.list({ limit: 101 }), { param: 'limit' }],
    [() => stripe.refunds.create({}), { rawType: 'invalid_request_error' }],
  ];
  for (const [call, error] of faults)
    await expect(call()).rejects.toMatchObject({ statusCode: 400, ...error });
});

test('what is not there is a 404 that names it; an unknown URL too', async () => {
  await expect(stripe.charges.retrieve('ch_none')).rejects.toMatchObject({
    statusCode: 404,
    code: 'resource_missing',
    message: "No such charge: 'ch_none'",
    doc_url: 'https://stripe.com/docs/error-codes/resource-missing',
  });
  await expect(stripe.rawRequest('GET', '/v1/nothing')).rejects.toThrow(
    'Unrecognized request URL (GET: /v1/nothing)',
  );
});

test('a declined card answers 402 with the charge, the decline code and the intent', async () => {
  const declines: Record<string, object> = {
    pm_card_chargeDeclined: { code: 'card_declined', decline_code: 'generic_decline' },
    pm_card_chargeDeclinedInsufficientFunds: { code: 'card_declined', decline_code: 'insufficient_funds' },
    pm_card_visa_chargeDeclinedLostCard: { code: 'card_declined', decline_code: 'lost_card' },
    pm_card_visa_chargeDeclinedStolenCard: { code: 'card_declined', decline_code: 'stolen_card' },
    pm_card_chargeDeclinedExpiredCard: { code: 'expired_card' },
    pm_card_chargeDeclinedIncorrectCvc: { code: 'incorrect_cvc' },
    pm_card_chargeDeclinedProcessingError: { code: 'processing_error' },
  };
  for (const [method, error] of Object.entries(declines)) {
    const refusal = await payBy(stripe, method).catch((raw: Stripe.errors.StripeCardError) => raw);
    expect(refusal).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      charge: expect.stringMatching(/^ch_/),
      ...error,
    });
    const { payment_intent } = refusal as Stripe.errors.StripeCardError;
    expect(payment_intent).toMatchObject({ status: 'requires_payment_method' });
    const kept = await stripe.paymentIntents.retrieve(payment_intent!.id, { expand: ['latest_charge'] });
    expect(kept.latest_charge).toMatchObject({
      status: 'failed',
      failure_code: kept.last_payment_error?.code,
    });
  }
});

test('an intent is declined, then paid with another card, then cannot be cancelled', async () => {
  const intent = await stripe.paymentIntents.create({
    amount: 900,
    currency: 'eur',
    metadata: { order: '1' },
  });
  expect(intent.status).toBe('requires_payment_method');
  const confirm = (payment_method: string) => stripe.paymentIntents.confirm(intent.id, { payment_method });
  await expect(confirm('pm_card_chargeDeclined')).rejects.toMatchObject({ code: 'card_declined' });
  expect(await confirm('pm_card_mastercard')).toMatchObject({
    status: 'succeeded',
    last_payment_error: null,
  });
  await expect(stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({
    code: 'payment_intent_unexpected_state',
  });
  expect((await stripe.charges.list({ payment_intent: intent.id })).data.map(({ status }) => status)).toEqual(
    ['succeeded', 'failed'],
  );
});

test('off session, a card that needs its holder is declined', async () => {
  const params = {
    amount: 500,
    currency: 'usd',
    confirm: true,
    off_session: true,
    payment_method: 'pm_card_threeDSecure2Required',
  };
  await expect(stripe.paymentIntents.create(params)).rejects.toMatchObject({
    code: 'authentication_required',
  });
  expect(await payBy(stripe, 'pm_card_threeDSecure2Required')).toMatchObject({
    status: 'requires_action',
    next_action: {
      type: 'redirect_to_url',
      redirect_to_url: { url: expect.stringContaining('/challenge/pi_') },
    },
  });
});

test('a payment method is attached to a customer, listed and detached', async () => {
  const customer = await stripe.customers.create({});
  const method = await stripe.paymentMethods.attach('pm_card_amex', { customer: customer.id });
  expect(method).toMatchObject({ customer: customer.id, card: { brand: 'amex', last4: '0005' } });
  expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([method]);
  await expect(
    stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: customer.id }),
  ).rejects.toMatchObject({ statusCode: 402 });
  expect(await stripe.paymentMethods.detach(method.id)).toMatchObject({ customer: null });
});

test('lists are paged by cursor in both directions and filtered by time', async () => {
  const made = [];
  for (const name of ['1', '2', '3', '4', '5'])
    made.push(await stripe.customers.create({ name, email: 'page@example.com' }));
  const ids = made.map(({ id }) => id).reverse();
  const pages = await stripe.customers
    .list({ email: 'page@example.com', limit: 2 })
    .autoPagingToArray({ limit: 100 });
  expect(pages.map(({ id }) => id)).toEqual(ids);
  const second = await stripe.customers.list({
    email: 'page@example.com',
    limit: 2,
    starting_after: ids[1]!,
  });
  expect(second).toMatchObject({ has_more: true, data: [{ id: ids[2] }, { id: ids[3] }] });
  const back = await stripe.customers.list({ email: 'page@example.com', limit: 2, ending_before: ids[4]! });
  expect(back).toMatchObject({ has_more: true, data: [{ id: ids[2] }, { id: ids[3] }] });
  const future = await stripe.customers.list({ created: { gt: made[4]!.created + 10 } });
  expect(future.data).toEqual([]);
});

test('expansion goes four levels deep, in lists too, and refuses what is no reference', async () => {
  await payBy(stripe);
  const intents = await stripe.paymentIntents.list({
    limit: 1,
    expand: ['data.latest_charge.balance_transaction'],
  });
  expect(intents.data[0]?.latest_charge).toMatchObject({
    object: 'charge',
    balance_transaction: { object: 'balance_transaction' },
  });
  const id = intents.data[0]!.id;
  await expect(stripe.paymentIntents.retrieve(id, { expand: ['status'] })).rejects.toThrow(
    'This property cannot be expanded (status)',
  );
  await expect(stripe.paymentIntents.retrieve(id, { expand: ['a.b.c.d.e'] })).rejects.toThrow(
    'more than 4 levels',
  );
});
