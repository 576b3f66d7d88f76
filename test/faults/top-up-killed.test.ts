import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { topUpOf } from '../../src/billing/index.js';
import { balance, spend, verifyLedger } from '../../src/credits/index.js';
import type { CrashPoint } from '../../src/platform/crash.js';
import { createService } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openStage, type Stage } from './stage.js';
import { toppedUpCustomer } from './top-up-customer.js';

/** Each step of a top-up after which the worker may die. */
const STEPS: readonly CrashPoint[] = [
  'operation.sent',
  'operation.called',
  'operation.confirmed',
  'object.read',
  'payment.before_commit',
  'object.projected',
  'job.before_done',
];

let stage: Stage;
let worker: ChildProcess;
let stopping = false;

beforeAll(async () => {
  stage = await openStage();
  await startWorker();
});
afterAll(async () => {
  stopping = true;
  await stage?.close();
});

/** Starts the product's worker, and again whenever it has died. */
async function startWorker(): Promise<void> {
  worker = await stage.startWorker();
  worker.once('exit', () => !stopping && startWorker());
}

test('a top-up charges once wherever the worker is killed', async () => {
  const { shop, atRest } = stage;
  const service = await createService(shop.db, 100);
  for (const point of STEPS) {
    const wallet_id = await toppedUpCustomer(stage);
    const victim = worker;
    victim.send({ point, nth: 1 });
    await spend(shop.db, { wallet_id, service, quantity: 60, key_owner: 'company', key: randomUUID() });
    await waitFor(() => victim.signalCode === 'SIGKILL');
    await waitFor(async () => {
      await atRest();
      return (await balance(shop.db, wallet_id)).available === 59_000;
    });
    const { customer } = await shop.db.one<{ customer: string }>(
      'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
      [wallet_id],
    );
    const charges = await shop.stripe.charges.list({ customer });
    const mails = await shop.db.query('SELECT template FROM mails WHERE user_id = $1', [wallet_id]);
    expect({ point, charges: charges.data.length, mails, top_up: await topUpOf(shop.db, wallet_id) }).toEqual(
      {
        point,
        charges: 1,
        mails: [{ template: 'receipt' }],
        top_up: expect.objectContaining({
          used_minor: 2000,
          attempts: [expect.objectContaining({ status: 'succeeded' })],
        }),
      },
    );
  }
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
}, 600_000);
