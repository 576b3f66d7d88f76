import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { balance, spend } from '../../src/credits/index.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;

beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
});
afterAll(() => office.close());

const call = (customer: string, action: string, body: object, by = support) =>
  by.post(`/resources/customers/records/${customer}/${action}`, { key: crypto.randomUUID(), ...body });
const undo = (customer: string, adjustment_id: unknown, by = support) =>
  call(customer, 'undoAdjustment', { adjustment_id, reason: 'Wrong customer', ticket: '8813' }, by);
const open = async (customer: string) =>
  (await support.read(`/resources/customers/records/${customer}/show`)).json.page;
const available = async (customer: string) => (await balance(office.db, customer)).available;

/** Adjusts a new customer's credits; answers him and the adjustment as his page names it. */
async function adjusted(change: object, had = 0): Promise<{ customer: string; adjustment: string }> {
  const customer = await createCustomer(office.db);
  if (had > 0) await give(office.db, customer, { amount: had });
  const form = { reason: 'Outage', notify: false, ...change };
  expect((await call(customer, 'adjustCredits', form)).status).toBe(200);
  const { timeline } = await open(customer);
  const [line] = timeline.filter((item: { detail: string }) => item.detail === 'Outage');
  expect(line.adjustment_id).toEqual(expect.any(String));
  return { customer, adjustment: line.adjustment_id };
}
const given = () => adjusted({ direction: 'up', amount: '50', type: 'pay_as_you_go' });

test('an adjustment is undone once, however often it is asked for, and then no longer offered', async () => {
  const { customer, adjustment } = await given();
  const answers = await Promise.all([undo(customer, adjustment), undo(customer, adjustment)]);
  answers.push(await undo(customer, adjustment));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers[0]?.json.notice).toEqual({ type: 'success', message: 'The adjustment is undone.' });
  const { timeline, audit, balance } = await open(customer);
  const { json } = await support.read(`/resources/customers/records/${customer}/ledger`);
  expect(balance.available).toBe(0);
  expect(json.ledger.lines.map(({ amount }: { amount: number }) => amount)).toEqual([-5000, 5000]);
  expect(timeline.map((item: { adjustment_id: unknown }) => item.adjustment_id)).not.toContain(adjustment);
  const undone = audit.filter(({ action }: { action: string }) => action === 'credits.adjust_undo');
  expect(undone).toMatchObject([{ reason: 'Wrong customer', ticket: '8813', after: { adjusted: -50 } }]);
});

test('credits taken come back where they came from', async () => {
  const { customer, adjustment } = await adjusted({ direction: 'down', amount: '4' }, 1000);
  expect(await available(customer)).toBe(600);
  expect((await undo(customer, adjustment)).status).toBe(200);
  expect(await available(customer)).toBe(1000);
});

test('what was spent is not taken back, and the refusal says so in plain words', async () => {
  const { db } = office;
  const { customer, adjustment } = await given();
  const service = await createService(db, 1000);
  await spend(db, { wallet_id: customer, service, quantity: 1, key_owner: customer, key: '1' });
  expect(await undo(customer, adjustment)).toMatchObject({
    status: 422,
    json: {
      code: 'adjustment_spent',
      notice: {
        message: 'Only 40 of the 50 credits given are left: the others are used or have expired.',
      },
    },
  });
  expect(await available(customer)).toBe(4000);
});

test('only who may adjust may undo', async () => {
  const { customer, adjustment } = await given();
  const analyst = await signInAs(office, 'analyst');
  expect((await undo(customer, adjustment, analyst)).status).toBe(403);
  expect(await available(customer)).toBe(5000);
});

test('a sign-in that is too old undoes nothing', async () => {
  const finance = await signInAs(office, 'finance');
  await office.db.query(
    `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{reauthenticated_at}', to_jsonb(0)) WHERE user_id = $1`,
    [finance.id],
  );
  const { customer, adjustment } = await given();
  const answer = await undo(customer, adjustment, finance);
  expect(answer).toMatchObject({ status: 403, json: { code: 'reauthentication_required' } });
  expect(await available(customer)).toBe(5000);
});

test('an adjustment of somebody else, or none at all, is not found', async () => {
  const { adjustment } = await given();
  const other = await createCustomer(office.db);
  expect(await undo(other, adjustment)).toMatchObject({ status: 404, json: { code: 'unknown_adjustment' } });
  expect((await undo(other, 'x')).status).toBe(422);
});
