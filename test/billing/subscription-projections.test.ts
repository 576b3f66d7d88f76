import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createStripe, type ObjectRef, refresh } from '../../src/billing/index.js';
import { type Seeded, seedBothSides } from '../sandbox/history/seeded.js';
import { SECRET_KEY } from '../support/sandbox-stripe.js';

let year: Seeded;

beforeAll(async () => {
  year = await seedBothSides({ customers: 60 });
});
afterAll(() => year?.close());

/** All that follows from subscriptions: without when it was last looked at. */
const SNAPSHOT = `
  SELECT (SELECT jsonb_agg(to_jsonb(s) - 'updated_at' ORDER BY s.id) FROM subscriptions s) AS subscriptions,
         (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.id) FROM invoices i) AS invoices,
         (SELECT jsonb_agg(to_jsonb(p) ORDER BY p.id) FROM payments p) AS payments,
         (SELECT jsonb_agg(to_jsonb(g) ORDER BY g.id) FROM grants g) AS grants,
         (SELECT count(*) FROM entries) AS entries, (SELECT count(*) FROM mails) AS mails,
         (SELECT jsonb_agg(to_jsonb(d) ORDER BY d.id) FROM discrepancies d) AS discrepancies`;

test('a year of subscriptions changes nothing when it is read once more from Stripe', async () => {
  const { db } = year.quickscale;
  const stripe = createStripe({ STRIPE_API_BASE: year.stripe.url(), STRIPE_SECRET_KEY: SECRET_KEY });
  const before = await db.one(SNAPSHOT);
  const refs = await db.query<ObjectRef>(
    `SELECT type, id FROM (
       SELECT *, row_number() OVER (PARTITION BY type ORDER BY md5(id)) AS nth FROM (
         SELECT type, id FROM stripe_objects WHERE type IN ('subscription', 'invoice', 'invoice_payment')
         UNION ALL SELECT 'charge', stripe_charge_id FROM payments WHERE kind = 'subscription') objects) numbered
     WHERE nth <= 40`,
  );
  expect(refs.length).toBeGreaterThan(140);
  for (const ref of refs) await refresh({ db, stripe }, ref);
  expect(await db.one(SNAPSHOT)).toEqual(before);
});
