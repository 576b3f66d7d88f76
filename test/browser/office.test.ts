import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Office, signInAs, startOffice } from '../admin/office.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import { createCustomer } from '../support/credits.js';
import { pageFaults } from '../support/page-checks.js';
import { givenSubscription } from '../support/subscriptions.js';

let office: Office;
let customer: string;
let operation: string;
beforeAll(async () => {
  office = await startOffice();
  customer = await createCustomer(office.db);
  await givenSubscription(office.db, { user_id: customer });
  await office.db.query(
    `INSERT INTO products (stripe_id, name, kind, fault, active) VALUES ('prod_x', 'Silly', 'pack', 'credit_amount "-7" is silly', true)`,
  );
  await office.db.query(
    `INSERT INTO outbox (queue, payload, attempts, error, dead_at) VALUES ('mail', '{"mail_id": "m_1"}', 12, 'Error: no mailbox', app.now())`,
  );
  const { id } = await office.db.one<{ id: string }>(
    `INSERT INTO stripe_operations (kind, parameters, idempotency_key, user_id, status, finished_at, steps)
     VALUES ('subscription.change', '{}', 'changed', $1, 'succeeded', app.now(),
             '[{"do": "void_invoice", "invoice": "in_open"}, {"do": "change_now"}]') RETURNING id`,
    [customer],
  );
  operation = id;
});
afterAll(() => office.close());

/** What stands on a page is waited for by itself: a busy machine may take long to load it all. */
const COMMIT = { waitUntil: 'commit' } as const;

/** Each page with what must stand on it once it is there. */
const PAGES: readonly (readonly [path: string, shown: (page: Page) => Promise<void>])[] = [
  ['/resources/products', (page) => page.getByText('credit_amount "-7" is silly').first().waitFor()],
  ['/pages/work', (page) => page.getByText('Error: no mailbox').waitFor()],
  ['/queues', (page) => page.getByText('stripe-events').first().waitFor()],
];

async function open(view: { viewport: { width: number; height: number }; colorScheme: 'light' | 'dark' }) {
  const { browser: signedIn } = await signInAs(office, 'admin');
  const browser = await openBrowser(view);
  await browser.context.addCookies(
    [...signedIn.cookies].map(([name, value]) => ({ name, value, url: office.origin })),
  );
  return browser;
}

test.each([
  [1440, 'light'],
  [390, 'dark'],
] as const)(
  'catalogue, plan, background work and queues read well at %d pixels, %s',
  async (width, colorScheme) => {
    const browser: ChromiumBrowser = await open({ viewport: { width, height: 900 }, colorScheme });
    try {
      const page = await browser.newPage();
      for (const [path, shown] of PAGES) {
        await page.goto(`${office.origin}/admin${path}`, COMMIT);
        await shown(page);
        if (path !== '/queues') expect(await faultsOf(page)).toEqual([]);
      }
      await page.goto(`${office.origin}/admin/resources/stripe-operations/records/${operation}/show`, COMMIT);
      await page.getByText('Made the invoice void: in_open').waitFor();
      await page.getByText('Changed the plan now, for a payment').waitFor();
      expect(await page.title()).toBe('subscription.change · QuickScale back office');
      expect(await faultsOf(page)).toEqual([]);
      await page.goto(
        `${office.origin}/admin/resources/customers/records/${customer}/show?tab=subscriptions`,
        COMMIT,
      );
      await page.getByRole('button', { name: 'Cancel at period end' }).click();
      await page.getByRole('row', { name: 'Last bill' }).waitFor();
      expect(await faultsOf(page)).toEqual([]);
      expect(browser.faults).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  120_000,
);

/** The sidebar's headings stand before the page's own on every page of the back office. */
async function faultsOf(page: Page): Promise<string[]> {
  return (await pageFaults(page)).filter((fault) => !fault.startsWith('headings out of order: 2'));
}
