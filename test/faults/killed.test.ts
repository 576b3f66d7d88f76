import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ensureCatalogue } from '../../sandbox/catalogue.js';
import { freePort } from '../../sandbox/free-port.js';
import { type Mailbox, startMailbox } from '../../sandbox/mailbox.js';
import { catalogue, checkoutStatus, createStripe, syncCatalogue } from '../../src/billing/index.js';
import type { CrashPoint } from '../../src/platform/crash.js';
import { configFor, payOn, WEBHOOK_SECRET } from '../billing/shop.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testProgram } from '../support/program.js';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../support/sandbox-stripe.js';
import { waitFor } from '../support/wait-for.js';

type Kind = 'web' | 'worker';

/** Each step of purchase and refund after which a process may die, and which process takes it. */
const STEPS: readonly [Kind, CrashPoint][] = [
  ['web', 'checkout.operation_written'],
  ['web', 'operation.sent'],
  ['web', 'operation.called'],
  ['web', 'operation.confirmed'],
  ['web', 'webhook.stored'],
  ['web', 'refund.operation_written'],
  ['worker', 'object.read'],
  ['worker', 'payment.before_commit'],
  ['worker', 'object.projected'],
  ['worker', 'operation.sent'],
  ['worker', 'operation.called'],
  ['worker', 'operation.confirmed'],
  ['worker', 'job.before_done'],
];

const CHILD = testProgram('test/faults/child');

let database: TestDatabase;
let sandbox: SandboxStripe;
let mailbox: Mailbox;
let dir: string;
let port: number;
let price_id: string;
let stopping = false;
const children: Partial<Record<Kind, ChildProcess>> = {};

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'quickscale-killed-'));
  [database, sandbox, mailbox, port] = await Promise.all([
    createTestDatabase(),
    startSandboxStripe(),
    startMailbox({ dir }),
    freePort(),
  ]);
  await sandbox.control('POST', 'webhooks/endpoint', {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    secret: WEBHOOK_SECRET,
  });
  const stripe = createStripe(configFor(database.url, sandbox.url()));
  await ensureCatalogue(stripe);
  await syncCatalogue({ db: database.db, stripe });
  const offers = (await catalogue(database.db)).flatMap(({ prices }) => prices);
  price_id = offers.find(({ credits, billing_interval }) => credits === 500 && !billing_interval)?.id ?? '';
});
afterAll(async () => {
  stopping = true;
  for (const child of Object.values(children)) child.kill('SIGKILL');
  await mailbox?.close();
  await sandbox?.close();
  await database?.close();
  if (dir) await rm(dir, { recursive: true });
});

/** Starts a process, and again whenever it has died. */
async function start(kind: Kind): Promise<void> {
  const child = fork(CHILD, [kind], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children[kind] = child;
  child.once('exit', () => !stopping && start(kind));
  await once(child, 'message');
}

/** Lets a process die once, the nth time that it comes to a crash point. Answers whether it has. */
function killAt(kind: Kind, point: CrashPoint, nth = 1): () => boolean {
  const child = children[kind] as ChildProcess;
  child.send({ point, nth });
  return () => child.signalCode === 'SIGKILL';
}

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    PORT: String(port),
    DATABASE_URL: database.url,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: sandbox.url(),
    SESSION_SECRET: 'x'.repeat(32),
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'QuickScale <billing@example.com>',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
  };
}

/** Sends a form until it is answered, as a person does whose page did not load. */
async function send(page: string, form: object): Promise<Record<string, unknown>> {
  return waitFor(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}${page}`, {
      method: 'POST',
      body: JSON.stringify(form),
      headers: { 'content-type': 'application/json' },
    });
    await leasesRunOut();
    return answer.ok && ((await answer.json()) as Record<string, unknown>);
  });
}

/** What a dead process had taken is free again after half a minute or a whole one: here at once. */
async function leasesRunOut(): Promise<void> {
  await database.db.query(
    'UPDATE stripe_objects SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()',
  );
  await database.db.query('UPDATE stripe_operations SET retry_at = NULL WHERE finished_at IS NULL');
}

/** Pays while none of Stripe's events arrive: only the page after the payment asks how it went, once. */
async function payUnheard(user_id: string, url: string, beforePage: () => void): Promise<void> {
  await sandbox.control('POST', 'faults', { fault: 'drop' });
  await payOn(url, '4242424242424242');
  await sandbox.control('POST', 'webhooks/deliver');
  await sandbox.control('DELETE', 'faults');
  await waitFor(isIdle);
  beforePage();
  await checkoutStatus(database.db, { session_id: url.split('/').at(-1) ?? '', user_id });
}

/** A customer buys 500 credits and gets 40 % of the money back. Answers what that left everywhere. */
async function story(unheard?: () => void): Promise<unknown> {
  const { db } = database;
  const user_id = await createCustomer(db);
  const { url } = await send('/checkout', { user_id, price_id, key: randomUUID() });
  if (unheard) await payUnheard(user_id, String(url), unheard);
  else await payOn(String(url), '4242424242424242');
  const payment = await waitFor(async () => {
    await leasesRunOut();
    return db.maybeOne<{ id: string }>(
      `SELECT id FROM payments WHERE user_id = $1 AND status = 'succeeded' AND receipt_number IS NOT NULL`,
      [user_id],
    );
  });
  const actor = await createOperatorActor(db, 'support');
  const refund = {
    actor,
    payment_id: payment.id,
    amount_minor: 800,
    policy: 'unused',
    reason: 'Not used',
    notify: true,
  };
  await send('/refund', { ...refund, key: randomUUID() });
  await waitFor(async () => {
    await leasesRunOut();
    return isAtRest(user_id);
  });
  return endState(user_id, payment.id);
}

/** Whether the worker has read all that it reads when it starts. */
async function isIdle(): Promise<boolean> {
  const { open } = await database.db.one<{ open: number }>(
    `SELECT (SELECT count(*) FROM outbox WHERE queue IN ('catalogue', 'stripe-objects') AND done_at IS NULL)
          + (SELECT count(*) FROM stripe_events WHERE state IN ('received', 'failed'))
          + (SELECT count(*) FROM stripe_objects WHERE read < wanted OR lease_until > clock_timestamp()) AS open`,
  );
  return open === 0;
}

async function isAtRest(user_id: string): Promise<boolean> {
  const { open } = await database.db.one<{ open: number }>(
    `SELECT (SELECT count(*) FROM stripe_events WHERE state IN ('received', 'failed'))
          + (SELECT count(*) FROM stripe_objects WHERE read < wanted)
          + (SELECT count(*) FROM stripe_operations WHERE finished_at IS NULL)
          + (SELECT count(*) FROM mails WHERE user_id = $1 AND status <> 'sent')
          + (SELECT count(*) FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.user_id = $1 AND r.status <> 'succeeded') AS open`,
    [user_id],
  );
  return open === 0;
}

async function endState(user_id: string, payment_id: string): Promise<unknown> {
  const here = await database.db.one<{ customer: string; charge: string }>(
    `SELECT u.stripe_customer_id AS customer, p.stripe_charge_id AS charge,
       jsonb_build_array(p.status, p.amount_minor, p.received_minor, p.credit_amount, p.stripe_checkout_session_id IS NOT NULL) AS payment,
       app.refundable_minor(p.id) AS refundable_minor,
       (SELECT count(*) FROM payments WHERE user_id = u.id) AS payments,
       (SELECT jsonb_agg(jsonb_build_array(no, kind, amount, available_after) ORDER BY no) FROM entries WHERE wallet_id = u.id) AS entries,
       (SELECT jsonb_agg(jsonb_build_array(status, amount_minor, policy)) FROM refunds WHERE payment_id = p.id) AS refunds,
       (SELECT jsonb_agg(jsonb_build_array(kind, status) ORDER BY kind) FROM stripe_operations WHERE user_id = u.id) AS operations,
       (SELECT jsonb_agg(template ORDER BY template) FROM mails WHERE user_id = u.id) AS mails,
       (SELECT count(*) FROM audit_entries WHERE customer_id = u.id) AS audited,
       (SELECT count(*) FROM discrepancies) AS discrepancies
     FROM users u JOIN payments p ON p.user_id = u.id WHERE u.id = $1 AND p.id = $2`,
    [user_id, payment_id],
  );
  const { customer, charge, ...rows } = here;
  const [sessions, charges, refunds] = await Promise.all([
    sandbox.stripe.checkout.sessions.list({ customer }),
    sandbox.stripe.charges.list({ customer }),
    sandbox.stripe.refunds.list({ charge }),
  ]);
  const atStripe = [sessions, charges, refunds].map(({ data }) => data.length);
  return { ...rows, atStripe };
}

test('purchase and refund end the same wherever web or worker is killed', async () => {
  await Promise.all([start('web'), start('worker')]);
  const expected = await story();
  expect(expected).toMatchObject({
    payment: ['succeeded', 2000, 2000, 50_000, true],
    refundable_minor: 1200,
    entries: [
      [1, 'grant', 50_000, 50_000],
      [2, 'return', -20_000, 30_000],
    ],
    refunds: [['succeeded', 800, 'unused']],
    mails: ['receipt', 'refund'],
    audited: 1,
    discrepancies: 0,
    atStripe: [1, 1, 1],
  });
  for (const [kind, point] of STEPS) {
    const died = killAt(kind, point);
    const left = await story();
    expect({ kind, point, died: died(), left }).toEqual({ kind, point, died: true, left: expected });
  }
  // The session leads to the intent and that to the charge: each of them is the last thing that the worker did.
  for (const nth of [1, 2]) {
    let died = (): boolean => false;
    const left = await story(() => {
      died = killAt('worker', 'object.projected', nth);
    });
    expect({ nth, died: died(), left }).toEqual({ nth, died: true, left: expected });
  }
}, 600_000);
