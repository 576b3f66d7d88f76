import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../../jobs/start-workers.js';
import { moveSandboxClock } from '../../../sandbox/clock.js';
import { verifyLedger } from '../../../src/credits/index.js';
import { openShop, type Shop } from '../../billing/shop.js';
import { type Seeded, seedBothSides } from './seeded.js';
import { NOW } from './year.js';

let year: Seeded;
let shop: Shop;
let workers: RunningWorkers;

beforeAll(async () => {
  year = await seedBothSides({ customers: 60 });
  shop = await openShop(year);
  workers = await shop.startWorkers();
});
afterAll(async () => {
  await workers?.close();
  await shop?.close();
  await year?.close();
});

interface Plan {
  id: string;
  user_id: string;
  status: string;
  ends: boolean;
  yearly: boolean;
  period_end: Date;
  invoices: number;
  paid: number;
  granted: number;
}

const plans = () =>
  shop.db.query<Plan>(
    `SELECT s.id, s.user_id, s.status, s.cancel_at_period_end AS ends, p.billing_interval = 'year' AS yearly,
            s.current_period_end AS period_end,
            (SELECT count(*)::int FROM invoices i WHERE i.subscription_id = s.id) AS invoices,
            (SELECT count(*)::int FROM payments q WHERE q.user_id = s.user_id AND q.kind = 'subscription' AND q.status = 'succeeded') AS paid,
            (SELECT count(*)::int FROM grants g WHERE g.wallet_id = s.user_id AND g.source = 'invoice_line') AS granted
     FROM subscriptions s JOIN prices p ON p.id = s.price_id WHERE s.ended_at IS NULL OR s.ended_at > $1 ORDER BY s.id`,
    [NOW],
  );
const count = async (sql: string) => (await shop.db.one<{ count: number }>(sql)).count;
const receipts = () => count('SELECT count(*)::int AS count FROM payments WHERE receipt_number IS NOT NULL');
const mails = () => count('SELECT count(*)::int AS count FROM mails');
const discrepancies = () => count("SELECT count(*)::int AS count FROM discrepancies WHERE status = 'open'");

test('a month on, the seeded plans have been renewed, have ended or were given up, on both sides and in credits', async () => {
  const before = await plans();
  const [numbered, sent, open] = [await receipts(), await mails(), await discrepancies()];
  const { offset_ms } = await shop.sandbox.control('POST', 'clock', { advance: 'P1M' });
  await moveSandboxClock(shop.ownerUrl, Number(offset_ms));
  await shop.settled();
  const after = await plans();

  const kinds = { renewed: 0, ended: 0, given_up: 0 };
  for (const [at, plan] of before.entries()) {
    const now = after[at] as Plan;
    expect(now.id).toBe(plan.id);
    if (plan.yearly) continue;
    if (plan.status === 'past_due') {
      kinds.given_up += 1;
      expect(now).toMatchObject({ status: 'canceled', paid: plan.paid, granted: plan.granted });
    } else if (plan.ends) {
      kinds.ended += 1;
      expect(now).toMatchObject({ status: 'canceled', invoices: plan.invoices, granted: plan.granted });
    } else {
      kinds.renewed += 1;
      expect(now).toMatchObject({
        status: 'active',
        invoices: plan.invoices + 1,
        paid: plan.paid + 1,
        granted: plan.granted + 1,
      });
      expect(now.period_end > plan.period_end).toBe(true);
    }
  }
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(0);
  expect((await receipts()) - numbered).toBeGreaterThanOrEqual(kinds.renewed);
  expect((await mails()) - sent).toBeGreaterThanOrEqual(kinds.renewed);
  expect(await discrepancies()).toBe(open);
  expect(await verifyLedger(shop.db)).toMatchObject({ wallets: 60, lies: [] });
});
