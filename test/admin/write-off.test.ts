import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { balance, spend, takeForReturn } from '../../src/credits/index.js';
import { createCustomer, createPaidPack, createRefund, createService } from '../support/credits.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let finance: Operator;

beforeAll(async () => {
  office = await startOffice();
  finance = await signInAs(office, 'finance');
});
afterAll(() => office.close());

/** A customer who used 100 credits whose money went back. */
async function debtor(): Promise<string> {
  const { db } = office;
  const wallet_id = await createCustomer(db);
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 500, granted: 10_000 });
  const service = await createService(db, 10_000);
  await spend(db, { wallet_id, service, quantity: 1, key_owner: 'company', key: randomUUID() });
  const refund_id = await createRefund(db, payment_id, 500);
  await db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 500, policy: 'full' }),
  );
  return wallet_id;
}

const writeOff = (customer: string, change: object = {}, by = finance) =>
  by.post(`/resources/customers/records/${customer}/writeOffDebt`, {
    amount: '100',
    reason: 'Goodwill after the outage',
    notify: false,
    key: randomUUID(),
    ...change,
  });
const open = async (customer: string, by = finance) =>
  (await by.read(`/resources/customers/records/${customer}/show`)).json.page;

test('finance writes off a part and then the rest, and the customer page tells of it', async () => {
  const customer = await debtor();
  const answer = await writeOff(customer, { amount: '40.5', ticket: '77' });
  expect(answer.json.notice).toEqual({ type: 'success', message: 'Done: 100 → 59.50 credits owed.' });
  await writeOff(customer, { amount: '59.50' });
  const { balance: standing, timeline, audit } = await open(customer);
  expect(standing.debt).toBe(0);
  const told = timeline.filter((item: { title: string }) => item.title === 'Debt written off');
  expect(told).toMatchObject([
    { credits: 5_950, detail: 'Goodwill after the outage', adjustment_id: null },
    { credits: 4_050 },
  ]);
  const logged = audit.filter(({ action }: { action: string }) => action === 'debts.write_off');
  expect(logged.at(-1)).toMatchObject({ ticket: '77', before: { debt: 100 }, after: { debt: 59.5 } });
});

test('more than is owed is refused, and so is a form without a reason', async () => {
  const customer = await debtor();
  const above = await writeOff(customer, { amount: '100.01' });
  expect([above.status, above.json.code]).toEqual([422, 'debt_below']);
  const unsaid = await writeOff(customer, { reason: '' });
  expect(unsaid.json.fields.reason).toEqual(expect.any(String));
  expect((await balance(office.db, customer)).debt).toBe(10_000);
});

test('support sees the debt and is neither offered nor allowed to write it off', async () => {
  const support = await signInAs(office, 'support');
  const customer = await debtor();
  const page = await open(customer, support);
  expect([page.balance.debt, page.may.write_off]).toEqual([10_000, false]);
  expect((await open(customer)).may.write_off).toBe(true);
  expect((await writeOff(customer, {}, support)).status).toBe(403);
  expect((await balance(office.db, customer)).debt).toBe(10_000);
});
