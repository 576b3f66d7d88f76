import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import Stripe from 'stripe';
import { testProgram } from '../../support/program.js';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../../support/sandbox-stripe.js';
import { waitFor } from '../../support/wait-for.js';
import { payBy } from './shop.js';

const SERVE = testProgram('test/sandbox/stripe/serve');
let sandbox: SandboxStripe;
let child: ChildProcess | undefined;

beforeAll(async () => {
  sandbox = await startSandboxStripe({ checked: true });
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await sandbox.close();
});

/** Starts a second simulator on the same database, which can be killed without killing the test. */
async function startChild(): Promise<Stripe> {
  const process_ = spawn(process.execPath, [SERVE, sandbox.databaseUrl, SECRET_KEY], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = process_;
  const [line] = (await once(process_.stdout, 'data')) as [Buffer];
  const config = {
    host: '127.0.0.1',
    port: Number(line.toString()),
    protocol: 'http',
    maxNetworkRetries: 0,
  } as const;
  return new Stripe(SECRET_KEY, config);
}

test('killed in the middle of its work it loses no answer it gave and does nothing by halves', async () => {
  const { stripe } = sandbox;
  const intent = await payBy(stripe, 'pm_card_visa', 100_000);
  const refund = (to: Stripe, n: number) =>
    to.refunds.create({ payment_intent: intent.id, amount: 100 }, { idempotencyKey: `refund-${n}` });
  const doomed = await startChild();
  const tries = Array.from({ length: 60 }, (_, n) => refund(doomed, n));
  await Promise.any(tries);
  child?.kill('SIGKILL');
  const outcomes = await Promise.allSettled(tries);
  const answered = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : []));

  const ids = [];
  for (let n = 0; n < 60; n += 1) ids.push((await refund(stripe, n)).id);
  expect(new Set(ids).size).toBe(60);
  expect(ids).toEqual(expect.arrayContaining(answered));
  const made = await stripe.refunds.list({ payment_intent: intent.id, limit: 100 });
  expect(made.data.map(({ id }) => id).sort()).toEqual([...ids].sort());
  expect(await stripe.charges.retrieve(String(intent.latest_charge))).toMatchObject({
    amount_refunded: 6000,
  });
  const events = await stripe.events.list({ type: 'refund.created', limit: 100 });
  expect(events.data.map(({ data }) => (data.object as Stripe.Refund).id).sort()).toEqual([...ids].sort());
});

test('it lives on when its database drops its connections, as one that stops or starts again does', async () => {
  const { stripe, databaseUrl } = sandbox;
  const { id } = await payBy(stripe, 'pm_card_visa', 500);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
  );
  await client.end();
  expect((await waitFor(() => stripe.paymentIntents.retrieve(id))).status).toBe('succeeded');
});
