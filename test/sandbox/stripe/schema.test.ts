import { expect, test } from '@jest/globals';
import { cardByNumber } from '../../../sandbox/stripe/cards.js';
import { buildCharge } from '../../../sandbox/stripe/objects/charge.js';
import { buildPaymentMethod, cardDetails } from '../../../sandbox/stripe/objects/payment-method.js';
import { buildPrice } from '../../../sandbox/stripe/objects/product.js';
import { faultsOf } from '../../support/stripe-schema.js';

const card = cardDetails(cardByNumber('4242424242424242')!, 2030);
const charge = buildCharge({ amount: 500, card, created: 1_790_000_000, currency: 'usd' });

test('a complete charge is what the SDK expects', () => {
  expect(faultsOf(charge)).toEqual([]);
});

test('a key that misses is found', () => {
  const { paid: _, ...unpaid } = charge;
  expect(faultsOf(unpaid)).toEqual([expect.stringContaining("must have required property 'paid'")]);
});

test('a key that Stripe does not send is found', () => {
  expect(faultsOf({ ...charge, invoice: 'in_1' })).toEqual([
    expect.stringContaining('additional properties'),
  ]);
});

test('a value outside its enum is found, however deep', () => {
  expect(faultsOf({ ...charge, status: 'paid' })).toEqual([expect.stringContaining('/status')]);
  const method = buildPaymentMethod({ card: { ...card, regulated_status: 'perhaps' }, created: 1 });
  expect(faultsOf(method).join()).toContain('/card/regulated_status');
});

test('a fault inside a list, an expanded object or an event is found', () => {
  const wrong = { ...charge, amount: '500' };
  const event = { object: 'event', data: { object: wrong } };
  expect(faultsOf({ object: 'list', data: [wrong], has_more: false, url: '/v1/charges' })).not.toEqual([]);
  expect(faultsOf(event).join()).toContain('/amount');
});

test('an object that Stripe does not have is found', () => {
  expect(
    faultsOf({
      ...buildPrice({ created: 1, currency: 'usd', product: 'prod_1', unit_amount: 5 }),
      object: 'thing',
    }),
  ).toEqual(["Stripe's types know no object called thing"]);
});
