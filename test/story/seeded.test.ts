import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { BackOffice } from './back-office.js';
import { type OpenDemo, openDemo, userOf } from './demo.js';
import { integratorOf } from './integrator.js';

jest.setTimeout(240_000);

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ seed: 'small' });
});
afterAll(() => demo?.close());

test('a demo with a year of history is ready, true to the cent, and its customer is found by last four', async () => {
  const { id } = await integratorOf(demo).findCustomer(userOf(demo, 'customer').email);
  const support = await BackOffice.signIn(demo, 'support');
  const { customer, payments, balance } = await support.customer(id);
  expect(payments.length).toBeGreaterThan(3);
  const last4 = payments.find(({ status }) => status === 'succeeded')?.card_last4 ?? '';
  const hits = (await support.search(last4)).flatMap((group) => group.hits);
  expect(hits).toContainEqual(expect.objectContaining({ kind: 'payment', customer_id: id }));
  const told = await integratorOf(demo).getBalance(id);
  expect(balance.available).toBe(told.available * 100);
  expect(customer.email).toBe(userOf(demo, 'customer').email);
  expect(await demo.quickscale('verify')).toMatchObject({ status: 0 });
});
