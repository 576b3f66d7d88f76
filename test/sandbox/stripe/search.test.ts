import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type Stripe from 'stripe';
import { type SandboxStripe, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { createPayer, createPlan } from './shop.js';

let sandbox: SandboxStripe;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
  stripe = sandbox.stripe;
  for (const [amount, card] of [
    [100, '4242424242424242'],
    [200, '4000000000000002'],
    [300, '378282246310005'],
  ] as const) {
    await sandbox.control('POST', 'charges', { amount, card, metadata: { "o'rder": `n${amount}` } });
  }
});
afterAll(() => sandbox.close());

async function amounts(query: string) {
  return (await stripe.charges.search({ query })).data.map(({ amount }) => amount);
}

test('charges are found by last four digits, status, amount and metadata', async () => {
  expect(await amounts('payment_method_details.card.last4:4242')).toEqual([100]);
  expect(await amounts('status:"failed"')).toEqual([200]);
  expect(await amounts('amount>100 AND amount<=300')).toEqual([300, 200]);
  expect(await amounts('metadata["o\'rder"]:"n300"')).toEqual([300]);
  expect(await amounts('-status:"failed" AND created>0')).toEqual([300, 100]);
});

test('a search goes on where its page ended', async () => {
  const first = await stripe.charges.search({ query: 'amount>0', limit: 2 });
  expect(first).toMatchObject({ has_more: true, data: [{ amount: 300 }, { amount: 200 }] });
  const second = await stripe.charges.search({ query: 'amount>0', limit: 2, page: first.next_page! });
  expect(second).toMatchObject({ has_more: false, next_page: null, data: [{ amount: 100 }] });
});

test('intents and customers are searched too', async () => {
  await stripe.customers.create({ email: 'Ann.Smith@example.com' });
  expect((await stripe.customers.search({ query: 'email~"smith"' })).data).toHaveLength(1);
  expect(
    (await stripe.paymentIntents.search({ query: 'status:"succeeded" AND metadata["o\'rder"]:"n100"' })).data,
  ).toHaveLength(1);
});

test('what is sold, and the plans and invoices of customers, are searched by their own fields', async () => {
  const customer = await createPayer(stripe);
  const price = await createPlan(stripe, { name: 'Searched plan' });
  const plan = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] });
  const product = String(price.product);
  const found = async (
    search: (params: { query: string }) => Promise<{ data: { id: string }[] }>,
    query: string,
  ) => (await search({ query })).data.map(({ id }) => id);
  const { invoices, prices, products, subscriptions } = stripe;
  expect(await found((params) => products.search(params), 'name~"searched" AND active:"true"')).toEqual([
    product,
  ]);
  expect(await found((params) => prices.search(params), `product:"${product}"`)).toEqual([price.id]);
  expect(await found((params) => subscriptions.search(params), 'status:"active"')).toEqual([plan.id]);
  expect(
    await found(
      (params) => invoices.search(params),
      `customer:"${customer.id}" AND total>1 AND status:"paid"`,
    ),
  ).toEqual([plan.latest_invoice]);
});

test('a query that makes no sense is refused', async () => {
  for (const query of ['secret:"1"', 'amount', "status:'x' OR 1=1", 'metadata:"1"', 'amount>ten']) {
    await expect(stripe.charges.search({ query })).rejects.toMatchObject({ statusCode: 400, param: 'query' });
  }
});

test('a lagging search does not see what was made within the last minute', async () => {
  const { id } = await stripe.customers.create({ email: 'late@example.com' });
  const found = async () =>
    (await stripe.customers.search({ query: 'email:"late@example.com"' })).data.map((each) => each.id);
  await sandbox.control('POST', 'faults', { fault: 'lag' });
  expect(await found()).toEqual([]);
  await sandbox.control('POST', 'clock', { advance: 'PT2M' });
  expect(await found()).toEqual([id]);
});
