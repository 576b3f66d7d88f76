import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { adjustCredits, spend } from '../../src/credits/index.js';
import { createCustomer, createPaidPack, createService } from '../support/credits.js';
import { stopClock } from '../support/sql-clock.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;
let customer: string;
let payment: string;

beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
  const { db } = office;
  customer = await createCustomer(db);
  const oracle = await createService(db, 100, 'oracle');
  await stopClock(office, '2027-01-10T12:00:00Z');
  payment = (await createPaidPack(db, customer, { received_minor: 2000, granted: 50_000 })).payment_id;
  await stopClock(office, '2027-02-10T12:00:00Z');
  await spend(db, { wallet_id: customer, service: oracle, quantity: 120, key_owner: 'company', key: '1' });
  const actor = { id: support.id, role: 'support', address: null } as const;
  const adjustment = {
    actor,
    wallet_id: customer,
    direction: 'down',
    amount: 5_000,
    reason: 'given twice',
  } as const;
  await db.transaction((tx) => adjustCredits(tx, { ...adjustment, key: 'k', notify: false }));
});
afterAll(() => office.close());

const ledger = (search = '', by = support) =>
  by.read(`/resources/customers/records/${customer}/ledger${search}`);
const receipt = (by = support) => by.page(`/downloads/payments/${payment}/receipt.pdf`);
const csv = (search = '', by = support) => by.page(`/downloads/customers/${customer}/ledger.csv${search}`);

test('operators read why the balance is what it is, with Stripe, who acted and why', async () => {
  const { status, json } = await ledger();
  expect(status).toBe(200);
  const { explanation } = json.ledger;
  expect(explanation).toMatchObject({ available: 33_000, given: 50_000 });
  expect(explanation.grants[0].origin.payment).toMatchObject({
    id: payment,
    stripe_charge_id: expect.stringMatching(/^ch_/),
  });
  expect(explanation.grants[0].parts).toMatchObject([
    { label: 'used for oracle', amount: 12_000, times: 1 },
    { label: 'taken by support', amount: 5_000, act: { operator: 'The support', reason: 'given twice' } },
  ]);
  const then = (await ledger('?at=2027-02-01T00:00:00.000Z')).json.ledger.explanation;
  expect(then).toMatchObject({ available: 50_000, gone: [] });
});

test('the ledger of a period lies between its opening and its closing balance', async () => {
  const { statement, lines } = (await ledger('?from=2027-02-01&to=2027-02-28')).json.ledger;
  expect(statement).toMatchObject({ opening: 50_000, closing: 33_000 });
  expect(lines).toMatchObject([
    { label: 'Adjusted by support', amount: -5_000, operator: 'The support', reason: 'given twice' },
    { label: 'oracle × 120', amount: -12_000, operator: null },
  ]);
  expect((await ledger('?period=this-month')).json.ledger.lines).toHaveLength(2);
});

test('the same can be taken out as CSV, and that is audited', async () => {
  const { headers, text } = await csv('?from=2027-02-01&to=2027-02-28');
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="ledger-/);
  const rows = text.trimEnd().split('\r\n');
  expect(rows[0]).toMatch(/,Operator,Reason$/);
  expect(rows[2]).toMatch(
    /,Adjusted by support,-50,330,pay-as-you-go -50,0,0,0,adjustment,[\w-]+,The support,given twice$/,
  );
  const taken = await office.db.query(
    "SELECT after, actor_id FROM audit_entries WHERE customer_id = $1 AND action = 'customer.export_ledger'",
    [customer],
  );
  expect(taken).toEqual([{ after: { from: '2027-02-01', to: '2027-02-28' }, actor_id: support.id }]);
});

test('reading the ledger is a look at the customer, and audited as one', async () => {
  const finance = await signInAs(office, 'finance');
  await ledger('', finance);
  const looks = await office.db.query(
    "SELECT FROM audit_entries WHERE customer_id = $1 AND actor_id = $2 AND action = 'customer.read'",
    [customer, finance.id],
  );
  expect(looks).toHaveLength(1);
});

test('who may not see customers sees no ledger either', async () => {
  const analyst = await signInAs(office, 'analyst');
  for (const answer of [await ledger('', analyst), await csv('', analyst)]) expect(answer.status).toBe(403);
});

test.each(['?from=2027-02-30', '?period=yesterday', '?at=now', '?cursor=0', '?told=0', '?told=501'])(
  'the ledger is not to be had for %s',
  async (search) => {
    expect((await ledger(search)).status).toBe(422);
  },
);

test('unknown parameters and customers are refused', async () => {
  expect((await ledger('?limit=1')).status).toBe(400);
  expect((await csv('?at=2027-01-01')).status).toBe(400);
  const nobody = crypto.randomUUID();
  expect((await support.page(`/downloads/customers/${nobody}/ledger.csv`)).status).toBe(404);
  expect((await support.page('/downloads/customers/x/ledger.csv')).status).toBe(404);
});

test('operators take out the receipt that the customer has; who may not see payments does not', async () => {
  const { status, headers } = await receipt();
  expect([status, headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect((await receipt(await signInAs(office, 'analyst'))).status).toBe(403);
});
