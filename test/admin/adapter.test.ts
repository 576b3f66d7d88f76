import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import AdminJS, { type ActionContext, Filter } from 'adminjs';
import type { Delegate, ReadOnlyResource } from '../../admin/adapter/resource.js';
import { auditEntries } from '../../admin/resources/audit-entries.js';
import { customers } from '../../admin/resources/customers.js';
import { defineResource, type ResourceDefinition, type Source } from '../../admin/resources/define.js';
import { entries } from '../../admin/resources/entries.js';
import { stripeEvents } from '../../admin/resources/stripe-events.js';
import { prismaSource } from '../../admin/source.js';
import { createCustomer, createOperatorActor, give } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let source: Source;
const context = {
  currentAdmin: { id: '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b', role: 'support' },
} as unknown as ActionContext;

beforeAll(async () => {
  database = await createTestDatabase();
  source = prismaSource(database.db);
});
afterAll(() => database.close());

/** One resource in an AdminJS of its own. */
function open(definition: ResourceDefinition, from: Source = source): ReadOnlyResource {
  const properties = Object.fromEntries(
    Object.entries(definition.columns).map(([name, { names: _, ...column }]) => [name, column]),
  );
  const admin = new AdminJS({ resources: [defineResource(from, { ...definition, columns: properties })] });
  return admin.findResource(definition.id) as unknown as ReadOnlyResource;
}

const filter = (resource: ReadOnlyResource, filters: Record<string, string> = {}) =>
  new Filter(filters, resource);
const emails = (records: { params: Record<string, unknown> }[]) => records.map(({ params }) => params.email);

describe('reading rows', () => {
  test('gives numbers that survive JSON, moments as text, and JSON as its text', async () => {
    const wallet = await createCustomer(database.db);
    await give(database.db, wallet, { amount: 2_000_000_000_00 });
    const ledger = open(entries);
    const [entry] = await ledger.find(filter(ledger, { wallet_id: wallet }), {}, context);
    expect(JSON.parse(JSON.stringify(entry?.params))).toMatchObject({ amount: 200_000_000_000, no: 1 });
    await database.db.query(
      `INSERT INTO stripe_events (id, type, object_type, livemode, payload, created_at)
       VALUES ('evt_1', 'charge.succeeded', 'charge', false, '{"data":{"object":{"id":"ch_1"}}}', '2026-11-14T09:12:00Z')`,
    );
    const events = open(stripeEvents);
    const event = await events.findOne('evt_1', context);
    expect(event?.params).toMatchObject({
      created_at: '2026-11-14T09:12:00.000Z',
      payload: '{"data":{"object":{"id":"ch_1"}}}',
    });
  });

  test('finds a record with a composite key by the id that its list gave', async () => {
    const wallet = await createCustomer(database.db);
    await give(database.db, wallet, { amount: 100 });
    await give(database.db, wallet, { amount: 200 });
    const ledger = open(entries);
    const listed = await ledger.find(filter(ledger, { wallet_id: wallet }), {}, context);
    expect(listed.map((record) => record.id())).toEqual([`${wallet}~2`, `${wallet}~1`]);
    expect((await ledger.findOne(`${wallet}~1`, context))?.params).toMatchObject({ amount: 100 });
    expect(
      (await ledger.findMany([`${wallet}~2`, `${wallet}~9`], context)).map((record) => record.id()),
    ).toEqual([`${wallet}~2`]);
  });

  test.each([
    '',
    'x',
    '~',
    `${'0'.repeat(8)}`,
    "1' OR '1'='1",
    '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b~1~2',
    '019a2b3c-4d5e-7f60-8a7b-9c0d1e2f3a4b~-1',
  ])('finds nothing, and does not fail, for the id “%s”', async (id) => {
    expect(await open(entries).findOne(id, context)).toBeNull();
    expect(await open(customers).findOne(id, context)).toBeNull();
  });

  test('keeps to its scope: an operator is no customer, and nobody is anyone without an operator', async () => {
    const { id } = await createOperatorActor(database.db, 'admin');
    const people = open(customers);
    expect(await people.findOne(id, context)).toBeNull();
    expect(await people.findMany([id], context)).toEqual([]);
    expect(await people.find(filter(people), {})).toEqual([]);
    expect(await people.count(filter(people))).toBe(0);
  });

  test('shows who may not read all of the audit log his own part', async () => {
    const [mine, other] = [
      await createOperatorActor(database.db, 'support'),
      await createOperatorActor(database.db, 'support'),
    ];
    await database.db.query(
      `INSERT INTO audit_entries (actor_id, actor_role, action, subject_type) VALUES ($1, 'support', 'mine', 'x'), ($2, 'support', 'other', 'x')`,
      [mine.id, other.id],
    );
    const log = open(auditEntries);
    const as = (role: string) => ({ currentAdmin: { id: mine.id, role } }) as unknown as ActionContext;
    expect((await log.find(filter(log), {}, as('support'))).map(({ params }) => params.action)).toEqual([
      'mine',
    ]);
    expect(await log.count(filter(log), as('support'))).toBe(1);
    expect(await log.count(filter(log), as('finance'))).toBe(2);
  });
});

describe('filtering', () => {
  test('text finds part of it in any case', async () => {
    await createCustomer(database.db, 'Needle.One@haystack.example');
    await createCustomer(database.db, 'needle.two@haystack.example');
    const people = open(customers);
    const sort = { sortBy: 'email', direction: 'asc' } as const;
    expect(emails(await people.find(filter(people, { email: 'NEEDLE' }), { sort }, context))).toEqual([
      'Needle.One@haystack.example',
      'needle.two@haystack.example',
    ]);
    expect(emails(await people.find(filter(people, { email: 'needle_one' }), { sort }, context))).toEqual([]);
  });

  test('a column that it does not have, or an operator, finds nothing', async () => {
    const people = open(customers);
    expect(await people.count(filter(people, { nonsense: 'x' }), context)).toBe(0);
    expect(await people.count(new Filter({ 'email.contains': 'a' }, people), context)).toBe(0);
    expect(await people.count(new Filter({ id: { gt: '5' } } as never, people), context)).toBe(0);
  });
});

describe('pages', () => {
  /** What the database is asked, without one. */
  function asked(definition: ResourceDefinition) {
    const queries: unknown[] = [];
    const delegate: Delegate = {
      findMany: async (query) => {
        queries.push(query);
        return [];
      },
      findFirst: async () => null,
      count: async (query) => {
        queries.push(query);
        return 0;
      },
    };
    const resource = open(definition, { model: source.model, delegate: () => delegate });
    return { resource, queries };
  }

  test('are bounded, however they are asked for', async () => {
    const { resource, queries } = asked(customers);
    await resource.find(filter(resource), { limit: -1_000_000, offset: -5 }, context);
    await resource.find(filter(resource), { limit: 1_000_000, offset: 90_000_000 }, context);
    await resource.find(filter(resource), { limit: Number.NaN, offset: Number.NaN }, context);
    await resource.count(filter(resource), context);
    expect(queries).toMatchObject([
      { take: 1, skip: 0 },
      { take: 100, skip: 9900 },
      { take: 1, skip: 0 },
      { take: 10_000 },
    ]);
  });

  test('end their order in the key, so that no row is on two of them', async () => {
    const { resource, queries } = asked(entries);
    await resource.find(filter(resource), { sort: { sortBy: 'created_at', direction: 'desc' } }, context);
    await resource.find(filter(resource), { sort: { sortBy: 'no', direction: 'asc' } }, context);
    await resource.find(filter(resource), { sort: { sortBy: 'password_hash', direction: 'asc' } }, context);
    expect(queries).toMatchObject([
      { orderBy: [{ created_at: 'desc' }, { wallet_id: 'desc' }, { no: 'desc' }] },
      { orderBy: [{ no: 'asc' }, { wallet_id: 'asc' }] },
      { orderBy: [{ wallet_id: 'asc' }, { no: 'asc' }] },
    ]);
  });

  test('of the whole ledger go back a week, of a customer’s to its beginning', async () => {
    const { resource, queries } = asked(entries);
    await resource.find(filter(resource), {}, context);
    await resource.find(filter(resource, { wallet_id: '019a' }), {}, context);
    await resource.find(filter(resource, { created_at: '2026-01-01' }), {}, context);
    const bounds = queries.map((query) => JSON.stringify(query).match(/"created_at":\{"gte"/g)?.length ?? 0);
    expect(bounds).toEqual([1, 0, 1]);
  });

  test('select the named columns and no other', async () => {
    const { resource, queries } = asked(customers);
    await resource.find(filter(resource), {}, context);
    expect(Object.keys((queries[0] as { select: object }).select).sort()).toEqual(
      Object.keys(customers.columns).sort(),
    );
  });
});

test('nothing is written through it', async () => {
  const people = open(customers);
  await expect(people.create({})).rejects.toThrow();
  await expect(people.update('1', {})).rejects.toThrow();
  await expect(people.delete('1')).rejects.toThrow();
});
