import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authenticateApiKey, InvalidApiKey } from '../../src/accounts/index.js';
import { spend } from '../../src/credits/index.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let admin: Operator;
let finance: Operator;

beforeAll(async () => {
  office = await startOffice();
  admin = await signInAs(office, 'admin');
  finance = await signInAs(office, 'finance');
});
afterAll(() => office.close());

const keyed = (body: object) => ({ key: crypto.randomUUID(), ...body });

test('an admin changes what a service costs; spends made before keep their cost, and the history shows both', async () => {
  const slug = await createService(office.db, 100);
  const { id } = await office.db.one<{ id: string }>('SELECT id FROM services WHERE slug = $1', [slug]);
  const customer = await createCustomer(office.db);
  await give(office.db, customer, { amount: 10_000 });
  const use = async () => {
    const key = crypto.randomUUID();
    const request = { wallet_id: customer, service: slug, quantity: 1, key_owner: 'company', key };
    return (await spend(office.db, request)).spend.id;
  };
  const earlier = await use();
  const change = keyed({ cost: '2.5', reason: 'New price list' });
  const path = `/resources/services/records/${id}`;
  expect((await finance.post(`${path}/changeCost`, change)).status).toBe(403);
  expect((await admin.post(`${path}/changeCost`, change)).status).toBe(200);
  const later = await use();

  const costs = await office.db.query(
    'SELECT id, unit_cost FROM spends WHERE wallet_id = $1 ORDER BY created_at',
    [customer],
  );
  expect(costs).toEqual([
    { id: earlier, unit_cost: 100 },
    { id: later, unit_cost: 250 },
  ]);
  const { page } = (await admin.read(`${path}/show`)).json;
  expect(page.costs.map(({ cost }: { cost: number }) => cost)).toEqual([250, 100]);
  expect(
    (await admin.post(`${path}/changeCost`, keyed({ cost: '2.5', reason: 'Again' }))).json.fields,
  ).toEqual({
    cost: 'It costs that already.',
  });
  const [line] = await office.db.query(
    "SELECT before, after FROM audit_entries WHERE action = 'service.cost'",
  );
  expect(line).toEqual({ before: { service: slug, credits: 1 }, after: { service: slug, credits: 2.5 } });
});

test('a company key is shown once, works, never travels in lists, and stops within a moment of its revocation', async () => {
  const wanted = keyed({ name: 'Renderer', scopes: ['spend', 'hold'], rate_limit_per_minute: '90' });
  expect((await finance.post('/resources/api-keys/actions/create', wanted)).status).toBe(403);
  const { created } = (await admin.post('/resources/api-keys/actions/create', wanted)).json;
  const again = await admin.post('/resources/api-keys/actions/create', wanted);
  expect([again.status, again.json.code, again.text.includes('qsk_')]).toEqual([422, 'api_key_made', false]);
  const key = await authenticateApiKey(office.db, created);
  expect(key).toMatchObject({ owner: 'company', scopes: ['spend', 'hold'], rate_limit_per_minute: 90 });

  const list = await finance.read('/resources/api-keys/actions/list');
  expect(list.text).toContain('Renderer');
  expect(list.text).not.toContain(created);
  expect(list.text).not.toContain('hash');
  const record = (await finance.read(`/resources/api-keys/records/${key.id}/show`)).json.record;
  expect(record.params.scopes).toBe('spend, hold');

  const revoke = `/resources/api-keys/records/${key.id}/revoke`;
  expect((await finance.post(revoke, keyed({}))).status).toBe(403);
  expect((await admin.post(revoke, keyed({}))).status).toBe(200);
  await waitFor(async () => {
    const refused = await authenticateApiKey(office.db, created).catch((error: unknown) => error);
    return refused instanceof InvalidApiKey;
  });
  const acts = await office.db.query('SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY at', [
    key.id,
  ]);
  expect(acts).toEqual([{ action: 'api_key.create' }, { action: 'api_key.revoke' }]);
});

test('a key without a name or with nothing to do is refused at the field', async () => {
  const { status, json } = await admin.post(
    '/resources/api-keys/actions/create',
    keyed({ name: ' ', scopes: [] }),
  );
  expect(status).toBe(422);
  expect(Object.keys(json.fields).sort()).toEqual(['name', 'scopes']);
});
