import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mailbox, startMailbox } from '../../sandbox/mailbox.js';
import { startSavingCard, switchOnTopUp, topUpOf } from '../../src/billing/index.js';
import { balance, spend, verifyLedger } from '../../src/credits/index.js';
import type { CrashPoint } from '../../src/platform/crash.js';
import { openShop, payOn, type Shop, WEBHOOK_SECRET } from '../billing/shop.js';
import { createCustomer, createService, give } from '../support/credits.js';
import { SECRET_KEY } from '../support/sandbox-stripe.js';
import { waitFor } from '../support/wait-for.js';
import { builtChild } from './built-child.js';

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
const PATIENCE = { timeout: 45_000 };
const CHILD = await builtChild();

let shop: Shop;
let mailbox: Mailbox;
let dir: string;
let service: string;
let worker: ChildProcess;
let stopping = false;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'quickscale-top-up-'));
  [shop, mailbox] = await Promise.all([openShop(), startMailbox({ dir })]);
  service = await createService(shop.db, 100);
}, 60_000);
afterAll(async () => {
  stopping = true;
  worker?.kill('SIGKILL');
  await mailbox?.close();
  await shop?.close();
  if (dir) await rm(dir, { recursive: true });
});

/** Starts the product's worker, and again whenever it has died. */
async function startWorker(): Promise<void> {
  worker = fork(CHILD, ['worker'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: shop.config.DATABASE_URL,
      PUBLIC_URL: shop.config.PUBLIC_URL,
      STRIPE_SECRET_KEY: SECRET_KEY,
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_BASE: shop.sandbox.url(),
      SESSION_SECRET: 'x'.repeat(32),
      SMTP_URL: mailbox.smtpUrl,
      MAIL_FROM: 'QuickScale <billing@example.com>',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  worker.once('exit', () => !stopping && startWorker());
  await once(worker, 'message');
}

/** What a dead process had taken is free again after half a minute or a whole one: here at once. */
async function leasesRunOut(): Promise<void> {
  await shop.db.query(
    'UPDATE stripe_objects SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()',
  );
  await shop.db.query('UPDATE stripe_operations SET retry_at = NULL WHERE finished_at IS NULL');
}

/** A customer with 150 credits, a saved card, and leave to top up below 100. */
async function ready(): Promise<string> {
  const user_id = await createCustomer(shop.db);
  await give(shop.db, user_id, { amount: 15_000 });
  const { url } = await startSavingCard(shop.deps, { user_id, key: randomUUID() });
  await payOn(url, '4242424242424242');
  await waitFor(async () => {
    await leasesRunOut();
    return shop.db.maybeOne('SELECT 1 FROM payment_methods WHERE user_id = $1 AND is_default', [user_id]);
  }, PATIENCE);
  await shop.db.transaction((tx) =>
    switchOnTopUp(tx, {
      user_id,
      threshold: 10_000,
      price_id: shop.prices[500],
      payment_method_id: null,
      monthly_cap_minor: 6000,
    }),
  );
  await atRest();
  return user_id;
}

async function atRest(): Promise<void> {
  await waitFor(async () => {
    await leasesRunOut();
    const { open } = await shop.db.one<{ open: number }>(
      `SELECT (SELECT count(*) FROM stripe_events WHERE state IN ('received', 'failed'))
            + (SELECT count(*) FROM stripe_objects WHERE read < wanted)
            + (SELECT count(*) FROM stripe_operations WHERE finished_at IS NULL)
            + (SELECT count(*) FROM mails WHERE status <> 'sent')
            + (SELECT count(*) FROM top_up_attempts WHERE status = 'under_way')
            + (SELECT count(*) FROM outbox WHERE queue = 'top-up' AND done_at IS NULL) AS open`,
    );
    return open === 0;
  }, PATIENCE);
}

test('a top-up charges once wherever the worker is killed', async () => {
  await startWorker();
  for (const point of STEPS) {
    const wallet_id = await ready();
    const victim = worker;
    victim.send({ point, nth: 1 });
    await spend(shop.db, { wallet_id, service, quantity: 60, key_owner: 'company', key: randomUUID() });
    await waitFor(() => victim.signalCode === 'SIGKILL', PATIENCE);
    await waitFor(async () => {
      await atRest();
      return (await balance(shop.db, wallet_id)).available === 59_000;
    }, PATIENCE);
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
