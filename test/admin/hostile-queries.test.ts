import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCustomer } from '../support/credits.js';
import { Notebook, rawRouter, serveAsItComes, signedIn } from './as-it-comes.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let operator: Operator;

beforeAll(async () => {
  office = await startOffice();
  operator = await signInAs(office, 'admin');
  await createCustomer(office.db, 'first@example.com');
  await createCustomer(office.db, 'second@example.com');
});
afterAll(() => office.close());

const list = (query: string, resource = 'customers') =>
  operator.read(`/resources/${resource}/actions/list?${query}`);

describe('AdminJS as it comes', () => {
  test('asks the database for minus a million rows, and for what an operator in a filter says', async () => {
    const notes = new Notebook();
    const raw = await serveAsItComes(rawRouter({ resources: [notes] }), signedIn({ email: 'a@example.com' }));
    await fetch(`${raw.url}/api/resources/notes/actions/list?perPage=-1000000&filters.title.gt=5`);
    raw.close();
    expect(notes.asked[0]).toMatchObject({ limit: -1_000_000 });
    expect(JSON.stringify(notes.asked[0]?.filters)).toContain('gt');
  });
});

describe('here a list refuses', () => {
  test.each([
    ['a negative page size', 'perPage=-1000000'],
    ['a page size of nothing', 'perPage=0'],
    ['a large page size', 'perPage=101'],
    ['a page size that is no number', 'perPage=ten'],
    ['a negative page', 'page=-1'],
    ['page 90,000', 'page=90000'],
    ['sorting by a column that it does not have', 'sortBy=password_hash'],
    ['sorting by a column that is not for it', 'sortBy=status'],
    ['a direction that is none', 'direction=sideways'],
    ['a filter on a column that it does not have', 'filters.password_hash=a'],
    ['a filter on a column that is not for it', 'filters.last_sign_in_at~~from=2026-01-01'],
    ['an operator by dots', 'filters.email.contains=a'],
    ['an operator by brackets', 'filters.email[gt]=a'],
    ['filters as a whole', 'filters[email]=a'],
    ['a filter on the prototype', 'filters.__proto__=a'],
    ['a state that is none', 'filters.status=banned'],
    ['a range over something that is no moment', 'filters.email~~from=a'],
    ['a moment that is none', 'filters.created_at~~from=yesterday'],
    ['a day before there were any', 'filters.created_at~~from=0000-01-01'],
    ['a day that is not in the calendar', 'filters.created_at~~from=2026-02-30'],
    ['a parameter twice', 'page=1&page=2'],
    ['a parameter nobody knows', 'searchProperty=password_hash'],
    ['a value without end', `filters.email=${'a'.repeat(300)}`],
  ])('%s', async (_what, query) => {
    const answer = await list(query);
    expect([answer.status, answer.json.notice.type]).toEqual([400, 'error']);
  });

  test('a bad number or id in a filter of that type', async () => {
    expect((await list('filters.wallet_id=zzz', 'entries')).status).toBe(400);
  });
});

describe('here a list answers', () => {
  test('plain filters, sorting and pages', async () => {
    const { json } = await list(
      'filters.email=SECOND&filters.status=active&sortBy=email&direction=asc&page=1&perPage=5',
    );
    expect(json.records.map((record: { params: { email: string } }) => record.params.email)).toEqual([
      'second@example.com',
    ]);
    expect(json.meta).toMatchObject({ total: 1, page: 1, perPage: 5 });
  });

  test('signs that mean something to LIKE as letters', async () => {
    expect((await list('filters.email=%25')).json.records).toEqual([]);
    expect((await list('filters.email=f_rst')).json.records).toEqual([]);
  });

  test('every list, empty or not, sorted by each column that offers it', async () => {
    for (const resource of [
      'messages',
      'payments',
      'refunds',
      'grants',
      'entries',
      'services',
      'products',
      'prices',
      'stripe-events',
      'stripe-operations',
      'discrepancies',
      'audit',
      'operators',
      'customers',
    ]) {
      expect([resource, (await list('', resource)).status]).toEqual([resource, 200]);
    }
  });
});

describe('addresses that lead nowhere', () => {
  test.each([
    ['a list', '/resources/users/actions/list'],
    ['a list named like a method', '/resources/constructor/actions/list'],
    ['an action', '/resources/customers/actions/destroy'],
    ['an action named like a method', '/resources/customers/actions/constructor'],
    ['a page', '/pages/secrets'],
    ['a page named like a method', '/pages/toString'],
    ['a bulk action', '/resources/customers/bulk/bulkDelete?recordIds=1'],
    ['a call', '/elsewhere'],
    ['a customer', '/resources/customers/records/00000000-0000-4000-8000-000000000000/show'],
    ['a customer who cannot be one', '/resources/customers/records/1%20OR%201=1/show'],
  ])('%s: 404 or a notice, never a fault of ours', async (_what, path) => {
    const answer = await operator.read(path);
    expect(answer.status).toBeLessThan(500);
    expect(answer.json.notice.type).toBe('error');
  });
});
