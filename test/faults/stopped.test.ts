import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Actor } from '../../src/accounts/index.js';
import { requestRefund } from '../../src/billing/index.js';
import { spend, verifyLedger } from '../../src/credits/index.js';
import type { CrashPoint } from '../../src/platform/crash.js';
import { createCustomer, createOperatorActor, createService } from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openStage, type Stage, standsStill } from './stage.js';
import { toppedUpCustomer } from './top-up-customer.js';

let stage: Stage;
let worker: ChildProcess;
let operator: Actor;

beforeAll(async () => {
  stage = await openStage();
  operator = await createOperatorActor(stage.shop.db, 'admin');
  worker = await stage.startWorker();
  await stage.atRest();
});
afterAll(async () => {
  expect((await verifyLedger(stage.shop.db)).lies).toEqual([]);
  await stage?.close();
});

interface Overtaking {
  /** Where in its work the worker stands still. */
  point: CrashPoint;
  work: () => Promise<unknown>;
  /** Whether the other worker has come as far as it can. */
  overtaken: () => Promise<unknown>;
}

/**
 * The worker stands still for longer than every lock of its work, and another worker takes that over; then the first
 * goes on where it stood, and ends in order.
 */
async function standAndGoOn({ point, work, overtaken }: Overtaking): Promise<void> {
  const slow = worker;
  slow.send({ point, nth: 1, signal: 'SIGSTOP' });
  await work();
  await waitFor(() => standsStill(slow));
  worker = await stage.startWorker();
  await waitFor(async () => {
    await stage.leasesRunOut();
    return overtaken();
  });
  const ended = once(slow, 'exit');
  slow.kill('SIGTERM');
  slow.kill('SIGCONT');
  await ended;
  await stage.atRest();
}

/** A customer with a pack of 500 credits for 20.00, everything about it done. */
async function buyer(): Promise<{ user_id: string; payment_id: string; charge: string }> {
  const user_id = await createCustomer(stage.shop.db);
  await stage.shop.pay(user_id);
  const paid = await waitFor(() =>
    stage.shop.db.maybeOne<{ payment_id: string; charge: string }>(
      `SELECT id AS payment_id, stripe_charge_id AS charge FROM payments WHERE user_id = $1 AND status = 'succeeded'`,
      [user_id],
    ),
  );
  await stage.atRest();
  return { user_id, ...paid };
}

/** Whether the other worker waits for a lock that the standing one holds. */
const waitsInLine = () => blockers('pid');
/** PostgreSQL ends a transaction that says nothing for a minute: here at once. Answers whether there was one. */
const transactionRunsOut = () => blockers('pg_terminate_backend(pid)');

async function blockers(what: string): Promise<boolean> {
  const found = await stage.shop.db.query(
    `SELECT ${what} FROM pg_stat_activity WHERE state = 'idle in transaction' AND pid IN (
       SELECT unnest(pg_blocking_pids(pid)) FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock')`,
  );
  return found.length > 0;
}

/** Everything that a customer's money, credits and mails came to, here, at Stripe and in his mailbox. */
async function outcome(user_id: string): Promise<Record<string, unknown>> {
  const { shop, mailbox } = stage;
  const { customer, email, ...here } = await shop.db.one<{ customer: string; email: string }>(
    `SELECT stripe_customer_id AS customer, email,
       (SELECT jsonb_agg(receipt_number IS NOT NULL) FROM payments WHERE user_id = u.id) AS receipts,
       (SELECT jsonb_agg(jsonb_build_array(kind, amount) ORDER BY no) FROM entries WHERE wallet_id = u.id) AS entries
     FROM users u WHERE id = $1`,
    [user_id],
  );
  const charges = (await shop.stripe.charges.list({ customer })).data;
  const mails = (await (await fetch(`${mailbox.url}/messages.json?to=${email}`)).json()) as {
    subject: string;
  }[];
  return {
    ...here,
    charged: charges.map(({ amount, amount_refunded }) => [amount, amount_refunded]),
    mails: mails.map(({ subject }) => subject.replace(/ R-\S+$/, '')).sort(),
  };
}

const BOUGHT = {
  receipts: [true],
  entries: [['grant', 50_000]],
  charged: [[2000, 0]],
  mails: ['Your receipt'],
};

test('a refund that stands still after Stripe has made it is refunded, taken and told once', async () => {
  const { user_id, payment_id } = await buyer();
  const { db } = stage.shop;
  const request = { actor: operator, payment_id, amount_minor: 800, policy: 'unused', reason: 'Not used' };
  await standAndGoOn({
    point: 'operation.called',
    work: () =>
      db.transaction((tx) =>
        requestRefund(tx, { ...request, policy: 'unused', notify: true, key: randomUUID() }),
      ),
    overtaken: () =>
      db.maybeOne(`SELECT 1 FROM refunds WHERE payment_id = $1 AND status = 'succeeded'`, [payment_id]),
  });
  expect(await outcome(user_id)).toEqual({
    ...BOUGHT,
    entries: [
      ['grant', 50_000],
      ['return', -20_000],
    ],
    charged: [[2000, 800]],
    mails: ['We have refunded €8.00', 'Your receipt'],
  });
});

test('what a standing worker has read of Stripe never overwrites what another read after it', async () => {
  const { user_id, charge } = await buyer();
  const { db, sandbox } = stage.shop;
  const refund = (amount: number) => sandbox.control('POST', 'refunds', { charge, amount });
  const refunded = async () => {
    const { minor } = await db.one<{ minor: number }>(
      `SELECT coalesce(sum(r.amount_minor), 0) AS minor FROM refunds r JOIN payments p ON p.id = r.payment_id
       WHERE p.stripe_charge_id = $1`,
      [charge],
    );
    return minor === 800;
  };
  await standAndGoOn({
    point: 'object.read',
    work: () => refund(500),
    overtaken: async () =>
      (await refunded()) || ((await atStripe(charge)) === 500 && void (await refund(300))),
  });
  expect(await outcome(user_id)).toMatchObject({
    entries: [
      ['grant', 50_000],
      ['return', expect.any(Number)],
      ['return', expect.any(Number)],
    ],
    charged: [[2000, 800]],
  });
  const { taken } = await db.one<{ taken: number }>(
    `SELECT sum(amount) AS taken FROM entries WHERE wallet_id = $1 AND kind = 'return'`,
    [user_id],
  );
  expect(taken).toBe(-20_000);
});

const atStripe = async (charge: string) => (await stage.shop.stripe.charges.retrieve(charge)).amount_refunded;

test('a top-up that stands still before its call charges once', async () => {
  const { db } = stage.shop;
  const service = await createService(db, 100);
  const wallet_id = await toppedUpCustomer(stage);
  await standAndGoOn({
    point: 'operation.sent',
    work: () => spend(db, { wallet_id, service, quantity: 60, key_owner: 'company', key: randomUUID() }),
    overtaken: () =>
      db.maybeOne(`SELECT 1 FROM top_up_attempts WHERE wallet_id = $1 AND status = 'succeeded'`, [wallet_id]),
  });
  expect(await outcome(wallet_id)).toEqual({
    ...BOUGHT,
    entries: [
      ['grant', 15_000],
      ['spend', -6000],
      ['grant', 50_000],
    ],
  });
});

test('a receipt whose numbering stands still until its transaction ran out has one number, without a gap', async () => {
  const { db } = stage.shop;
  const user_id = await createCustomer(db);
  let ranOut = false;
  await standAndGoOn({
    point: 'receipt.numbered',
    work: () => stage.shop.pay(user_id),
    overtaken: async () => {
      ranOut ||= await transactionRunsOut();
      return (
        ranOut &&
        db.maybeOne('SELECT 1 FROM payments WHERE user_id = $1 AND receipt_number IS NOT NULL', [user_id])
      );
    },
  });
  expect(await outcome(user_id)).toEqual(BOUGHT);
  expect(
    await db.one(`SELECT max(right(receipt_number, 6)::int) - count(receipt_number) AS gaps FROM payments`),
  ).toEqual({ gaps: 0 });
});

test('a mail that stands still after the mail server’s yes is waited for, and sent once', async () => {
  const user_id = await createCustomer(stage.shop.db);
  await standAndGoOn({
    point: 'mail.sent',
    work: () => stage.shop.pay(user_id),
    overtaken: waitsInLine,
  });
  expect(await outcome(user_id)).toEqual(BOUGHT);
});

test('work whose handing over stands still until its transaction ran out is done once', async () => {
  const { db } = stage.shop;
  const user_id = await createCustomer(db);
  let ranOut = false;
  await standAndGoOn({
    point: 'relay.handed_over',
    work: () => stage.shop.pay(user_id),
    overtaken: async () => {
      ranOut ||= await transactionRunsOut();
      return ranOut && db.maybeOne(`SELECT 1 FROM mails WHERE user_id = $1 AND status = 'sent'`, [user_id]);
    },
  });
  expect(await outcome(user_id)).toEqual(BOUGHT);
});

test('a mail whose worker is killed after the mail server’s yes comes twice, as the same mail', async () => {
  const { db } = stage.shop;
  const user_id = await createCustomer(db);
  const victim = worker;
  const died = once(victim, 'exit');
  victim.send({ point: 'mail.sent', nth: 1 });
  await stage.shop.pay(user_id);
  await died;
  worker = await stage.startWorker();
  await waitFor(() => db.maybeOne(`SELECT 1 FROM mails WHERE user_id = $1 AND status = 'sent'`, [user_id]));
  await stage.atRest();
  expect(await outcome(user_id)).toEqual({ ...BOUGHT, mails: ['Your receipt', 'Your receipt'] });
});
