import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import Stripe from 'stripe';
import {
  abandonedObjects,
  abandonLease,
  type Lease,
  LeaseLost,
  markProjected,
  type ObjectRef,
  releaseLease,
  saveRead,
  takeLease,
  want,
} from '../../src/billing/stripe/mirror.js';
import { followNow, refresh } from '../../src/billing/stripe/refresh.js';
import { onCrashPoint } from '../../src/platform/crash.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { waitFor } from '../support/wait-for.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

let made = 0;
async function wanted(): Promise<ObjectRef> {
  made += 1;
  const ref: ObjectRef = { type: 'charge', id: `ch_${made}` };
  await want(database.db, ref);
  return ref;
}

test('an object has one reader at a time', async () => {
  const ref = await wanted();
  const leases = await Promise.all([takeLease(database.db, ref), takeLease(database.db, ref)]);
  expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
});

test('what is wanted while it is read keeps its reader for another read', async () => {
  const ref = await wanted();
  const lease = await takeLease(database.db, ref);
  await want(database.db, ref);
  expect(await releaseLease(database.db, lease!)).toMatchObject({ owner: lease!.owner, wanted: 2 });
});

test('a reader that was overtaken cannot overwrite what a later one read', async () => {
  const ref = await wanted();
  const slow = await takeLease(database.db, ref);
  await database.db.query('UPDATE stripe_objects SET lease_until = clock_timestamp() WHERE id = $1', [
    ref.id,
  ]);
  expect(await takeLease(database.db, ref)).toBeDefined();
  await expect(saveRead(database.db, slow!, { data: { id: ref.id }, deleted: false })).rejects.toThrow(
    LeaseLost,
  );
});

test('an object whose reader failed is found again, although an event had left it to that reader', async () => {
  const ref = await wanted();
  const lease = await takeLease(database.db, ref);
  await want(database.db, ref);
  expect(await takeLease(database.db, ref)).toBeUndefined();
  await abandonLease(database.db, lease!);
  expect(await abandonedObjects(database.db, 100)).toContainEqual({ ...ref, wanted: 2 });
  expect(await takeLease(database.db, ref)).toBeDefined();
});

test('what a read finds behind is wanted from the same commit on, although its reader ends right after it', async () => {
  const retrieve = async (id: string) => ({ id, status: 'succeeded', latest_charge: 'ch_behind' });
  const stripe = { paymentIntents: { retrieve } } as unknown as Stripe;
  onCrashPoint((point) => {
    if (point === 'object.projected') throw new Error('killed');
  });
  try {
    const intent = { type: 'payment_intent', id: 'pi_1' } as const;
    await expect(refresh({ db: database.db, stripe }, intent)).rejects.toThrow('killed');
  } finally {
    onCrashPoint(() => undefined);
  }
  expect(
    await database.db.query(
      "SELECT id FROM stripe_objects WHERE id IN ('pi_1', 'ch_behind') AND read < wanted",
    ),
  ).toEqual([{ id: 'ch_behind' }]);
});

/** A customer whose first read ends when the test says, and a payment method of his, which needs him to be known. */
function slowCustomer() {
  const gate = new EventEmitter();
  const first = once(gate, 'opened');
  let reads = 0;
  const customers = {
    retrieve: async (id: string) => {
      reads += 1;
      if (reads === 1) await first;
      return { id, object: 'customer', metadata: {} };
    },
  };
  const paymentMethods = {
    retrieve: async (id: string) => ({ id, object: 'payment_method', customer: `cus_of_${id}` }),
  };
  const deps = { db: database.db, stripe: { customers, paymentMethods } as unknown as Stripe };
  return { deps, gate, reads: () => reads };
}

test('who needs an object that is being read waits for its reader, and has it read no second time', async () => {
  const { deps, gate, reads } = slowCustomer();
  const reader = refresh(deps, { type: 'customer', id: 'cus_of_pm_1' });
  await waitFor(() => reads() === 1);
  const waiting = refresh(deps, { type: 'payment_method', id: 'pm_1' });
  await waitFor(() =>
    database.db.maybeOne("SELECT FROM stripe_objects WHERE id = 'pm_1' AND data IS NOT NULL"),
  );
  gate.emit('opened');
  await Promise.all([reader, waiting]);
  expect(reads()).toBe(1);
});

test('who needs an object whose reader fails reads it himself', async () => {
  const { deps, gate, reads } = slowCustomer();
  const reader = refresh(deps, { type: 'customer', id: 'cus_of_pm_2' });
  await waitFor(() => reads() === 1);
  const waiting = refresh(deps, { type: 'payment_method', id: 'pm_2' });
  gate.emit('error', new Error('Stripe is down'));
  await expect(reader).rejects.toThrow('Stripe is down');
  await waiting;
  expect(reads()).toBe(2);
});

test('what is followed at once leaves Stripe’s faults to the queue, and hides no others', async () => {
  const follow = (fault: Error) => {
    const retrieve = () => Promise.reject(fault);
    const deps = { db: database.db, stripe: { customers: { retrieve } } as unknown as Stripe };
    return followNow(deps, { type: 'customer', id: 'cus_followed' });
  };
  await follow(new Stripe.errors.StripeConnectionError({ type: 'api_error', message: 'Stripe is down' }));
  await expect(follow(new TypeError('a defect of ours'))).rejects.toThrow('a defect of ours');
});

test('an object counts as followed once it was read since this was asked for, whoever asks anew meanwhile', async () => {
  const { db } = database;
  const ref: ObjectRef = { type: 'customer', id: 'cus_in_demand' };
  await want(db, ref);
  const other = await takeLease(db, ref);
  const following = followNow({ db, stripe: {} as Stripe }, ref);
  await waitFor(() => db.maybeOne('SELECT FROM stripe_objects WHERE id = $1 AND wanted = 2', [ref.id]));
  await want(db, ref);
  await db.transaction((tx) => markProjected(tx, { ...(other as Lease), wanted: 2 }));
  expect(await following).toBe(true);
});
