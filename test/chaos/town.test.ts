import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installSandboxClock, moveSandboxClock } from '../../sandbox/clock.js';
import { Random } from '../../sandbox/history/random.js';
import type { Actor } from '../../src/accounts/index.js';
import { catalogue, requestRefund, startCheckout, sweepEvents } from '../../src/billing/index.js';
import { verifyLedger } from '../../src/credits/index.js';
import { openDb } from '../../src/platform/db.js';
import { CARDS, payOn, type Shop } from '../billing/shop.js';
import { openStage, type Stage } from '../faults/stage.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { together } from '../support/together.js';
import { waitFor } from '../support/wait-for.js';
import { differences } from './compare.js';
import { isLong, SEED, size } from './size.js';
import { startWorkers, type Trouble } from './trouble.js';

const CUSTOMERS = size({ short: 12, long: 500 });
/** Customers who do something at the same time. */
const CROWD = size({ short: 5, long: 25 });
/** In the long form a worker is stopped or killed with each of so many customers. */
const TROUBLE_EVERY = 10;
const SWEEPS_MAX = 50;
const PATIENCE = { timeout: size({ short: 120_000, long: 1_200_000 }), poll_ms: 250 };

let stage: Stage;
let shop: Shop;
let trouble: Trouble;
let operator: Actor;
let plan: string;

beforeAll(async () => {
  stage = await openStage();
  ({ shop } = stage);
  await installSandboxClock(shop.ownerUrl);
  operator = await createOperatorActor(shop.db, 'admin');
  const offers = (await catalogue(shop.db)).flatMap(({ prices }) => prices);
  plan = offers.find(({ nickname }) => nickname === 'Basic, monthly')?.id ?? '';
  trouble = await startWorkers(stage);
});
afterAll(async () => {
  await trouble?.calm();
  await stage?.close();
});

/** A form is sent until it is answered, as a person does: with its own key, so that it is one. */
async function checkout(user_id: string, price_id: string, cards: readonly string[]): Promise<void> {
  const key = randomUUID();
  const { url } = await waitFor(() => startCheckout(shop.deps, { user_id, price_id, key }), PATIENCE);
  for (const card of cards) await payOn(url, card);
}

interface Paid {
  id: string;
  charge: string;
}

/** Whom no webhook has reached by and by is found by the sweep. */
async function paymentOf(user_id: string): Promise<Paid> {
  const find = () =>
    shop.db.maybeOne<Paid>(
      `SELECT id, stripe_charge_id AS charge FROM payments WHERE user_id = $1 AND kind = 'pack' AND status = 'succeeded'`,
      [user_id],
    );
  for (let sweeps = 0; sweeps < SWEEPS_MAX; sweeps += 1) {
    const paid = await waitFor(find, { ...PATIENCE, timeout: 15_000 }).catch(() => undefined);
    if (paid) return paid;
    await sweep();
  }
  throw new Error(`${user_id} has paid, and nothing tells of it`);
}

/** Everything that nobody told of is asked for: each time all of the last ten minutes, so the crowd shares it. */
const sweep = together(async () => {
  await waitFor(() => sweepEvents(shop.deps), PATIENCE);
});

async function liveOne(random: Random): Promise<void> {
  const user_id = await createCustomer(shop.db);
  await checkout(user_id, shop.prices[500], random.chance(0.3) ? [CARDS.noFunds, CARDS.good] : [CARDS.good]);
  if (random.chance(0.4)) await checkout(user_id, plan, [CARDS.good]);
  const { id, charge } = await paymentOf(user_id);
  const fate = random.next();
  if (fate < 0.3) await refundHere(id, random.int(1, 2000));
  else if (fate < 0.5) await shop.sandbox.control('POST', 'refunds', { charge, amount: random.int(1, 2000) });
  else if (fate < 0.75) await dispute(charge, random.pick(['won', 'lost', 'under_review']));
}

async function refundHere(payment_id: string, amount_minor: number): Promise<void> {
  const request = {
    actor: operator,
    payment_id,
    amount_minor,
    policy: 'unused',
    reason: 'Not used',
  } as const;
  await shop.db.transaction((tx) => requestRefund(tx, { ...request, notify: true, key: randomUUID() }));
}

async function dispute(charge: string, status: string): Promise<void> {
  const { id } = await shop.sandbox.control('POST', 'disputes', { charge });
  await shop.sandbox.control('POST', `disputes/${id}`, { status });
}

async function advance(duration: string): Promise<void> {
  const { offset_ms } = await shop.sandbox.control('POST', 'clock', { advance: duration });
  await moveSandboxClock(shop.ownerUrl, Number(offset_ms));
}

async function atRest(): Promise<void> {
  await shop.sandbox.control('POST', 'webhooks/deliver');
  const unnumbered = `SELECT 'receipt' AS what FROM payments WHERE status = 'succeeded' AND receipt_number IS NULL`;
  await waitFor(async () => {
    const open = [...(await stage.open()), ...(await shop.db.query<object>(unnumbered))];
    if (open.length > 0) throw new Error(JSON.stringify(open.slice(0, 10)));
    return true;
  }, PATIENCE);
}

const faults = (fault: string, rate: number) => shop.sandbox.control('POST', 'faults', { fault, rate });

test('a town whose webhooks are lost and doubled, and whose calls fail after the work, ends in step with Stripe', async () => {
  await faults('drop', 0.1);
  await faults('duplicate', 0.1);
  await faults('500', 0.05);
  const random = new Random(`town ${SEED}`);
  const queue = Array.from({ length: CUSTOMERS }, (_, at) => random.fork(String(at)));
  const crowd = async () => {
    for (let one = queue.pop(); one; one = queue.pop()) {
      if (isLong && queue.length % TROUBLE_EVERY === 0) trouble.stir();
      await liveOne(one);
    }
  };
  await Promise.all(Array.from({ length: CROWD }, crowd));
  await sweep();
  // In two parts, so that the sweep asks in between: Stripe keeps its events for 30 days.
  for (const part of ['P28DT1H', 'P4D']) {
    await advance(part);
    await sweep();
  }
  await shop.sandbox.control('DELETE', 'faults');
  await trouble.calm();
  await sweep();
  await atRest();

  expect(await differences(shop.db, shop.sandbox.databaseUrl)).toEqual([]);
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  expect(await doneTwice()).toEqual([]);
  expect(await receipts()).toEqual({ gaps: 0, unmailed: 0 });
  const { stopped, killed } = trouble.done();
  expect(Math.min(stopped, killed) > 0).toBe(isLong);
}, 3_600_000);

/** Objects at Stripe that name one operation of ours and are several. */
async function doneTwice(): Promise<object[]> {
  const store = openDb(shop.sandbox.databaseUrl, { max: 1 });
  const sql = `SELECT type, doc -> 'metadata' ->> 'operation_id' AS operation, count(*) FROM objects
               WHERE type IN ('refund', 'checkout.session') AND doc -> 'metadata' ? 'operation_id' GROUP BY 1, 2 HAVING count(*) > 1`;
  return store.query<object>(sql).finally(() => store.close());
}

/** Receipts are numbered without a gap, and there is a mail for each. */
function receipts(): Promise<object> {
  return shop.db.one(
    `SELECT max(right(receipt_number, 6)::int) - count(*) AS gaps,
            count(*) - (SELECT count(*) FROM mails WHERE template = 'receipt' AND status = 'sent') AS unmailed
     FROM payments WHERE receipt_number IS NOT NULL`,
  );
}
