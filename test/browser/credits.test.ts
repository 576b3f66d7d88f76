import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { adjustCredits, reverseSpend, spend, takeForReturn } from '../../src/credits/index.js';
import { type Office, signInAs, startOffice } from '../admin/office.js';
import type { Browser } from '../http/accounts/browser.js';
import { signedIn } from '../http/accounts/people.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import {
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../support/credits.js';
import { FIRST_VIEW, faultsInAllViews } from '../support/page-checks.js';

let office: Office;
let customer: string;
let portal: Browser;
let browser: ChromiumBrowser | undefined;
beforeAll(async () => {
  office = await startOffice();
  const person = await signedIn(office.db, office.origin);
  customer = person.id;
  portal = person.browser;
  await busyWallet(customer);
});
afterEach(async () => {
  await browser?.close();
  browser = undefined;
});
afterAll(() => office.close());

/** Bought, used, failed, refunded, adjusted, owed: every kind of line has to find its place on the page. */
async function busyWallet(wallet_id: string): Promise<void> {
  const { db } = office;
  const service = await createService(db, 1_250, 'a-service-with-a-rather-long-name');
  const use = async () =>
    (await spend(db, { wallet_id, service, quantity: 3, key_owner: 'company', key: crypto.randomUUID() }))
      .spend.id;
  await give(db, wallet_id, {
    amount: 5_000,
    type: 'promotional',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  const { payment_id } = await createPaidPack(db, wallet_id, { received_minor: 2000, granted: 50_000 });
  const failed = await use();
  await use();
  const by = { requested_by: 'x', key_owner: 'company', key: 'r' };
  await db.transaction((tx) => reverseSpend(tx, { spend_id: failed, ...by }));
  const actor = await createOperatorActor(db, 'admin');
  const down = { actor, wallet_id, direction: 'down', amount: 40_000, key: 'd', notify: false } as const;
  await db.transaction((tx) =>
    adjustCredits(tx, { ...down, reason: 'Because it was given twice by mistake' }),
  );
  const refund_id = await createRefund(db, payment_id, 2000);
  await db.transaction((tx) =>
    takeForReturn(tx, { wallet_id, payment_id, refund_id, amount_minor: 2000, policy: 'full' }),
  );
}

/** A real browser with the session of one that has signed in. */
async function open(of: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  browser = await openBrowser(options);
  await browser.context.addCookies(
    [...of.cookies].map(([name, value]) => ({ name, value, url: office.origin })),
  );
  return browser.newPage();
}

/** Opens a page and tells what is wrong with it in any view. */
async function faultsOf(page: Page, path: string, shown: (page: Page) => Promise<void>): Promise<string[]> {
  await page.goto(office.origin + path, { waitUntil: 'load' });
  await shown(page);
  return [...(await faultsInAllViews(page)), ...(browser?.faults ?? [])];
}

test.each(['/credits/explanation', '/credits/explanation?told=1', '/credits?period=this-month'])(
  '%s reads well, wide and narrow, light and dark, and runs without a fault',
  async (path) => {
    const page = await open(portal, FIRST_VIEW);
    expect(await faultsOf(page, path, async () => undefined)).toEqual([]);
  },
);

test('the operators’ ledger reads well, wide and narrow, light and dark, and runs without a fault', async () => {
  const { browser: signedInAs } = await signInAs(office, 'finance');
  const page = await open(signedInAs, FIRST_VIEW);
  const path = `/admin/resources/customers/records/${customer}/show?tab=credits`;
  const faults = await faultsOf(page, path, (page) =>
    page.getByText('Because it was given twice by mistake').first().waitFor(),
  );
  // The sidebar's headings stand before the page's own on every page of the back office.
  expect(faults.filter((fault) => !fault.includes(': headings out of order: 2'))).toEqual([]);
});

test('a moment is chosen without JavaScript', async () => {
  const page = await open(portal, { javaScriptEnabled: false });
  await page.goto(`${office.origin}/credits/explanation`);
  await page.getByLabel('As of (UTC)').fill('2026-01-01T12:00');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.getByText('On 1 January 2026, 12:00 UTC you had').waitFor();
  await page.getByRole('link', { name: 'Now' }).click();
  await page.getByText('You have', { exact: true }).waitFor();
});

test('operators narrow the ledger to a period, and the address keeps it', async () => {
  const { browser: signedInAs } = await signInAs(office, 'support');
  const page = await open(signedInAs);
  await page.goto(`${office.origin}/admin/resources/customers/records/${customer}/show?tab=credits`);
  await page.getByLabel('Period').selectOption('last-month');
  await page.getByText('No credits moved in this period.').waitFor();
  expect(new URL(page.url()).searchParams.get('period')).toBe('last-month');
  expect(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')).toMatch(
    /ledger\.csv\?period=last-month$/,
  );
  await page.reload();
  await page.getByText('No credits moved in this period.').waitFor();
});
