import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { eventTypes, press } from './shop.js';

const RETURN = 'http://127.0.0.1:1';

let sandbox: SandboxStripe;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
});
afterAll(() => sandbox.close());

async function openSetup(params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  return stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'setup',
    currency: 'eur',
    success_url: `${RETURN}/saved?session={CHECKOUT_SESSION_ID}`,
    cancel_url: `${RETURN}/cancel`,
    ...params,
  });
}

/** A customer's card, saved on the hosted page with its bank's consent where that is asked for. */
async function savedCard(number: string) {
  const session = await openSetup();
  const { location } = await press(session.url!, { number });
  if (location.includes('/challenge/')) await press(location, { outcome: 'complete' });
  const { setup_intent } = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
  return {
    customer: String(session.customer),
    method: String((setup_intent as Stripe.SetupIntent).payment_method),
  };
}

const charge = (given: { customer: string; method: string }) =>
  stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    customer: given.customer,
    payment_method: given.method,
    off_session: true,
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  });

const failure = (calling: Promise<unknown>) =>
  calling.then(
    () => undefined,
    (error: Stripe.errors.StripeError) => error,
  );

describe('a session that only saves a card', () => {
  test('has its intent from the start, no money, and needs a currency', async () => {
    const session = await openSetup({ setup_intent_data: { metadata: { order: '7' } } });
    expect(session).toMatchObject({
      mode: 'setup',
      status: 'open',
      currency: 'eur',
      amount_total: null,
      payment_status: 'no_payment_required',
      payment_intent: null,
    });
    const intent = await stripe.setupIntents.retrieve(String(session.setup_intent));
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      customer: session.customer,
      usage: 'off_session',
      metadata: { order: '7' },
    });
    const lines = await stripe.checkout.sessions.retrieve(session.id, { expand: ['line_items'] });
    expect(lines.line_items?.data).toEqual([]);
    const { customer } = session;
    await expect(
      stripe.checkout.sessions.create({ customer: String(customer), mode: 'setup', success_url: RETURN }),
    ).rejects.toMatchObject({ code: 'parameter_missing', param: 'currency' });
    await expect(openSetup({ line_items: [{ price: 'price_1', quantity: 1 }] })).rejects.toMatchObject({
      param: 'line_items',
    });
  });

  test('attaches the card to the customer, and tells of it in this order', async () => {
    const before = (await eventTypes(stripe)).length;
    const session = await openSetup();
    const page = await (await fetch(session.url!)).text();
    expect(page).toContain('Nothing is charged now.');
    const { location } = await press(session.url!, { card: '4242424242424242' });
    expect(location).toBe(`${RETURN}/saved?session=${session.id}`);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['setup_intent'] });
    expect(done).toMatchObject({ status: 'complete', setup_intent: { status: 'succeeded' } });
    const methods = await stripe.paymentMethods.list({ customer: String(session.customer) });
    expect(methods.data).toMatchObject([{ type: 'card', card: { brand: 'visa', last4: '4242' } }]);
    expect((await eventTypes(stripe)).slice(before)).toEqual([
      'customer.created',
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
      'checkout.session.completed',
    ]);
  });

  test('keeps nothing of a card that is declined, says why, and takes another', async () => {
    const session = await openSetup();
    expect((await press(session.url!, { number: '4000000000000002' })).location).toBe(session.url);
    expect(await (await fetch(session.url!)).text()).toContain('Your card was declined.');
    const { customer } = session;
    expect((await stripe.paymentMethods.list({ customer: String(customer) })).data).toEqual([]);
    await press(session.url!, { card: '4242424242424242' });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('complete');
  });

  test('waits for the cardholder where his bank asks', async () => {
    const session = await openSetup();
    const { location } = await press(session.url!, { number: '4000002500003155' });
    expect(location).toContain('/challenge/seti_');
    expect(await (await fetch(location)).text()).toContain('A request to save your card');
    expect((await press(location, { outcome: 'fail' })).location).toBe(session.url);
    expect(await (await fetch(session.url!)).text()).toContain('unable to authenticate');
    const again = await press(session.url!, { number: '4000002500003155' });
    expect((await press(again.location, { outcome: 'complete' })).location).toContain('/saved');
  });

  test('takes its intent with it when it expires', async () => {
    const session = await openSetup();
    await stripe.checkout.sessions.expire(session.id);
    expect(await stripe.setupIntents.retrieve(String(session.setup_intent))).toMatchObject({
      status: 'canceled',
    });
  });
});

describe('a payment without the cardholder', () => {
  test('succeeds with a saved card', async () => {
    const card = await savedCard('4242424242424242');
    expect(await charge(card)).toMatchObject({ status: 'succeeded', amount_received: 2000 });
  });

  test('is declined with the intent in the error, which waits for another card', async () => {
    const card = await savedCard('4000000000000341');
    const error = await failure(charge(card));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { status: 'requires_payment_method', customer: card.customer },
    });
    const [intent] = (await stripe.paymentIntents.list({ customer: card.customer })).data;
    expect(intent).toMatchObject({ status: 'requires_payment_method', payment_method: null });
  });

  test.each([
    ['always', '4000002760003184', 'authentication_required'],
    ['only until the card was saved', '4000002500003155', undefined],
    ['only while the cardholder is there', '4000003800000446', undefined],
    ['and then has no money', '4000008260003178', 'card_declined'],
  ])('whose bank asks %s', async (_when, number, code) => {
    const card = await savedCard(number);
    const error = await failure(charge(card));
    expect(error?.code).toBe(code);
  });

  test('fails for a card of which the bank was never asked', async () => {
    const { id } = await stripe.customers.create({});
    const method = await stripe.paymentMethods.attach('pm_card_authenticationRequiredOnSetup', {
      customer: id,
    });
    expect(await failure(charge({ customer: id, method: method.id }))).toMatchObject({
      code: 'authentication_required',
    });
  });

  test('is refused with somebody else’s card, and unless it is confirmed at once', async () => {
    const [mine, other] = [await savedCard('4242424242424242'), await savedCard('5555555555554444')];
    await expect(charge({ ...mine, method: other.method })).rejects.toThrow(
      'does not belong to the Customer',
    );
    await expect(
      stripe.paymentIntents.create({ amount: 500, currency: 'eur', off_session: true }),
    ).rejects.toMatchObject({ param: 'off_session' });
  });
});

describe('a customer’s default', () => {
  test('is one of his own cards, and gone with it', async () => {
    const { customer, method } = await savedCard('4242424242424242');
    const foreign = await savedCard('5555555555554444');
    const choose = (default_payment_method: string) =>
      stripe.customers.update(customer, { invoice_settings: { default_payment_method } });
    await expect(choose(foreign.method)).rejects.toThrow('does not have a payment method with the ID');
    expect((await choose(method)).invoice_settings.default_payment_method).toBe(method);

    expect(await stripe.paymentMethods.detach(method)).toMatchObject({ customer: null });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
    expect((await eventTypes(stripe)).slice(-2)).toEqual(['payment_method.detached', 'customer.updated']);
  });

  test('a card that was taken away can never be used again', async () => {
    const { customer, method } = await savedCard('4242424242424242');
    await stripe.paymentMethods.detach(method);
    await expect(stripe.paymentMethods.detach(method)).rejects.toThrow('not attached to a customer');
    await expect(charge({ customer, method })).rejects.toThrow('may not be used again');
    await expect(stripe.paymentMethods.attach(method, { customer })).rejects.toThrow('may not be used again');
  });
});

test('an intent to save a card can be made and confirmed by itself', async () => {
  const { id: customer } = await stripe.customers.create({});
  const intent = await stripe.setupIntents.create({
    customer,
    payment_method: 'pm_card_visa',
    confirm: true,
    return_url: RETURN,
  });
  expect(intent.status).toBe('succeeded');
  expect((await stripe.setupIntents.list({ customer })).data).toHaveLength(1);
  await expect(stripe.setupIntents.cancel(intent.id)).rejects.toThrow('status is succeeded');
  await expect(
    stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_chargeDeclined',
      confirm: true,
      return_url: RETURN,
    }),
  ).rejects.toMatchObject({ code: 'card_declined', setup_intent: { status: 'requires_payment_method' } });
});
