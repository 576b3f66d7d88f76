import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { OperatorRole } from '../../src/accounts/index.js';
import { AccountSuspended, SpendingFrozen, spend } from '../../src/credits/index.js';
import { listServices } from '../../src/services/index.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
const by = {} as Record<OperatorRole, Operator>;

beforeAll(async () => {
  office = await startOffice();
  for (const role of ['support', 'finance', 'analyst'] as const) by[role] = await signInAs(office, role);
});
afterAll(() => office.close());

const why = { reason: 'Agreed with sales', ticket: 'T-1' };
const act = (role: OperatorRole, customer: string, action: string, body: object) =>
  by[role].post(`/resources/customers/records/${customer}/${action}`, {
    key: crypto.randomUUID(),
    ...why,
    ...body,
  });
const start = (role: OperatorRole, customer: string, body: object) =>
  act(role, customer, 'startOverride', body);
const page = async (customer: string) =>
  (await by.finance.read(`/resources/customers/records/${customer}/show`)).json.page;
const use = (wallet_id: string, service: string) =>
  spend(office.db, { wallet_id, service, quantity: 2, key_owner: 'company', key: crypto.randomUUID() });

async function customerWith(amount: number): Promise<string> {
  const customer = await createCustomer(office.db);
  await give(office.db, customer, { amount });
  return customer;
}

test('a customer with a cost of his own pays that, the others the price, and after its end he pays the price again', async () => {
  const service = await createService(office.db, 1000);
  const [special, plain] = [await customerWith(10_000), await customerWith(10_000)];
  expect((await start('finance', special, { kind: 'service_cost', service, cost: '2.50' })).status).toBe(200);

  expect((await use(special, service)).spend.amount).toBe(500);
  expect((await use(plain, service)).spend.amount).toBe(2000);
  const costs = async (wallet?: string) =>
    (await listServices(office.db, wallet)).find(({ slug }) => slug === service)?.cost;
  expect([await costs(special), await costs(plain), await costs()]).toEqual([250, 1000, 1000]);

  const [{ id: override_id }] = (await page(special)).overrides;
  expect((await act('finance', special, 'endOverride', { override_id })).status).toBe(200);
  expect((await use(special, service)).spend.amount).toBe(2000);
  expect((await page(special)).overrides[0]).toMatchObject({ active: false, service, cost: 250 });
});

test('a cost of his own that has a last day ends by itself, for the spend path as well', async () => {
  const service = await createService(office.db, 1000);
  const customer = await customerWith(10_000);
  await start('finance', customer, { kind: 'service_cost', service, cost: '1', ends_at: '2099-12-31' });
  await office.db.query(
    "UPDATE overrides SET starts_at = app.now() - interval '2 days', ends_at = app.now() - interval '1 day' WHERE user_id = $1",
    [customer],
  );
  expect((await use(customer, service)).spend.amount).toBe(2000);
  const wallet = await office.db.one('SELECT own_costs_until FROM wallets WHERE id = $1', [customer]);
  expect(wallet).toEqual({ own_costs_until: new Date('2099-12-31T23:59:59Z') });
});

test('a second cost for the same service replaces the first, and the audit log has both', async () => {
  const service = await createService(office.db, 1000);
  const customer = await customerWith(1000);
  await start('finance', customer, { kind: 'service_cost', service, cost: '3' });
  await start('finance', customer, { kind: 'service_cost', service, cost: '2' });
  const { overrides, audit } = await page(customer);
  expect(overrides.map(({ active, cost }: { active: boolean; cost: number }) => [active, cost])).toEqual([
    [true, 200],
    [false, 300],
  ]);
  const [latest] = audit.filter(({ action }: { action: string }) => action === 'override.service_cost');
  expect(latest).toMatchObject({ before: { cost: 300 }, after: { cost: 200 }, ...why });
});

test('a suspended account and frozen spending refuse spends until they are ended', async () => {
  const service = await createService(office.db, 100);
  for (const [kind, refusal] of [
    ['suspend', AccountSuspended],
    ['freeze_spending', SpendingFrozen],
  ] as const) {
    const customer = await customerWith(1000);
    expect((await start('support', customer, { kind })).status).toBe(200);
    await expect(use(customer, service)).rejects.toThrow(refusal);
    const [{ id: override_id }] = (await page(customer)).overrides;
    await act('support', customer, 'endOverride', { override_id });
    expect((await use(customer, service)).spend.amount).toBe(200);
    const again = await act('support', customer, 'endOverride', { override_id });
    expect([again.status, again.json.notice.message]).toEqual([404, 'This override has ended already.']);
  }
});

test('support suspends and freezes but sets no cost; an analyst sets nothing', async () => {
  const service = await createService(office.db, 100);
  const customer = await customerWith(100);
  const wish = { kind: 'service_cost', service, cost: '1' };
  expect((await start('support', customer, wish)).status).toBe(403);
  expect((await start('analyst', customer, { kind: 'suspend' })).status).toBe(403);
  expect((await page(customer)).overrides).toEqual([]);
});

test.each([
  [{ kind: 'comp_plan' }, 'kind'],
  [{ kind: 'suspend', ends_at: '2020-01-01' }, 'ends_at'],
  [{ kind: 'service_cost', service: 'nothing-such', cost: '1' }, 'service'],
  [{ kind: 'service_cost', service: 'x', cost: '-1' }, 'cost'],
  [{ kind: 'suspend', reason: '' }, 'reason'],
])('refuses %j and says what is wrong', async (wish, field) => {
  const customer = await createCustomer(office.db);
  const { status, json } = await start('finance', customer, wish);
  expect(status).toBe(422);
  expect(Object.keys(json.fields)).toContain(field);
});
