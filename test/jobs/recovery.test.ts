import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import pino from 'pino';
import Stripe from 'stripe';
import type { JobDeps } from '../../jobs/processors/processor.js';
import { recoverLost } from '../../jobs/relay.js';
import { runJob } from '../../jobs/run-job.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const CHARGE = 'ch_1';

let database: TestDatabase;
let deps: JobDeps;

beforeAll(async () => {
  database = await createTestDatabase();
  const retrieve = () => Promise.reject(new Error('Stripe is down'));
  deps = {
    db: database.db,
    stripe: { charges: { retrieve } } as unknown as Stripe,
    mail: undefined as never,
    log: pino({ level: 'silent' }),
  };
});
beforeEach(async () => {
  for (const table of ['outbox', 'stripe_events', 'stripe_objects'])
    await database.db.query(`DELETE FROM ${table}`);
});
afterAll(() => database?.close());

/** A charge that is wanted; its last reader failed, or there was none. */
async function wantedCharge({ lease_until }: { lease_until: 'clock_timestamp()' | 'NULL' }): Promise<void> {
  await database.db.query(
    `INSERT INTO stripe_objects (id, type, lease_until, created_at)
     VALUES ($1, 'charge', ${lease_until}, app.now() - interval '1 minute')`,
    [CHARGE],
  );
}

async function event(state: 'received' | 'failed' | 'dead' | 'processed'): Promise<void> {
  await database.db.query(
    `INSERT INTO stripe_events (id, type, object_type, object_id, livemode, payload, state, created_at)
     VALUES ('evt_1', 'charge.succeeded', 'charge', $1, false, '{}', $2, app.now())
     ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state`,
    [CHARGE, state],
  );
}

const recover = () => recoverLost({ ...deps, queues: new Map() }, 60);

const rows = () =>
  database.db.query<{ id: string; dead: boolean }>('SELECT id, dead_at IS NOT NULL AS dead FROM outbox');

/** Lets each open row fail once more. */
async function tryRows(): Promise<void> {
  for (const { id } of await rows()) {
    await runJob(deps, 'stripe-objects', { data: { row: { source: 'outbox', id } } }).catch(() => undefined);
  }
}

test('an object that Stripe does not answer for is one piece of work, however often it is looked for', async () => {
  await wantedCharge({ lease_until: 'clock_timestamp()' });
  for (let round = 0; round < 4; round += 1) {
    await recover();
    await tryRows();
  }
  expect(await rows()).toEqual([expect.objectContaining({ dead: false })]);
  const { attempts } = await database.db.one<{ attempts: number }>('SELECT attempts FROM outbox');
  expect(attempts).toBe(4);
});

test('an object that was given up rests until somebody could read it after all', async () => {
  await wantedCharge({ lease_until: 'clock_timestamp()' });
  await recover();
  await database.db.query('UPDATE outbox SET attempts = 19');
  await tryRows();
  await recover();
  expect(await rows()).toEqual([expect.objectContaining({ dead: true })]);

  await database.db.query('UPDATE stripe_objects SET projected_at = app.now()');
  await recover();
  expect((await rows()).map(({ dead }) => dead).sort()).toEqual([false, true]);
});

test('an object whose event will be tried again is left to it', async () => {
  await wantedCharge({ lease_until: 'clock_timestamp()' });
  for (const state of ['received', 'failed'] as const) {
    await event(state);
    await recover();
    expect(await rows()).toEqual([]);
  }
  await event('dead');
  await recover();
  expect(await rows()).toHaveLength(1);
});

test('an object that no reader came to is found', async () => {
  await wantedCharge({ lease_until: 'NULL' });
  await recover();
  expect(await rows()).toHaveLength(1);
});

test('a new object is left to the reader that is on its way', async () => {
  await database.db.query("INSERT INTO stripe_objects (id, type) VALUES ($1, 'charge')", [CHARGE]);
  await recover();
  expect(await rows()).toEqual([]);
});

test('an event that is replayed while a run of it is still on its way is worked on once more after that run', async () => {
  await event('received');
  const job = { data: { row: { source: 'inbox', id: 'evt_1' } } } as const;
  const retrieve = async () => {
    await database.db.query("UPDATE stripe_events SET state = 'received', run_at = app.now()");
    throw new Stripe.errors.StripeInvalidRequestError({
      type: 'invalid_request_error',
      code: 'resource_missing',
    });
  };
  const stripe = { charges: { retrieve } } as unknown as Stripe;
  await runJob({ ...deps, stripe }, 'stripe-events', job);
  expect(await database.db.one('SELECT state FROM stripe_events')).toEqual({ state: 'received' });
});
