import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { newCustomer, PASSWORD } from '../http/accounts/people.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import { give } from '../support/credits.js';
import { FIRST_VIEW, faultsInAllViews } from '../support/page-checks.js';
import { type Shop, startShop } from '../support/shop.js';
import { waitFor } from '../support/wait-for.js';

const FINE = '4242424242424242';
const NO_FUNDS = '4000000000009995';

let shop: Shop;
let browser: ChromiumBrowser | undefined;
beforeAll(async () => {
  shop = await startShop({ extras: { badge: 'Sandbox', signInButtons: [] } });
});
afterEach(async () => {
  await browser?.close();
  browser = undefined;
});
afterAll(() => shop.close());

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  browser = await openBrowser(options);
  return browser.newPage();
}

async function signIn(page: Page): Promise<string> {
  const { id, email } = await newCustomer(shop.db);
  await page.goto(`${shop.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/dashboard');
  return id;
}

async function chooseFirstPack(page: Page): Promise<void> {
  await page.goto(`${shop.url}/pricing`);
  await page.getByRole('button', { name: /^Buy/ }).first().click();
  await page.waitForURL('**/c/pay/**');
}

/** One click on a test card of the payment page. */
async function payWith(page: Page, card: string): Promise<void> {
  await page.locator(`button[name=card][value="${card}"]`).click();
}

describe('the success page', () => {
  test('turns by itself from confirming to the new balance, however late the worker is', async () => {
    const page = await open();
    await signIn(page);
    await chooseFirstPack(page);
    await payWith(page, FINE);
    await page.getByRole('heading', { name: 'Confirming your payment' }).waitFor();
    expect(await page.title()).toBe('Confirming your payment · QuickScale');
    await shop.startWork();
    await page.getByRole('heading', { name: '500 credits are yours' }).waitFor();
    expect(await page.locator('.figure').textContent()).toBe('500 credits');
    expect(await page.title()).toBe('Credits bought · QuickScale');
    expect(browser?.faults).toEqual([]);
  });

  test('turns without JavaScript too', async () => {
    const page = await open({ javaScriptEnabled: false });
    await signIn(page);
    await chooseFirstPack(page);
    await payWith(page, FINE);
    await page.getByRole('heading', { name: '500 credits are yours' }).waitFor();
  });
});

test('a declined card leads to a reason in plain words among the payments', async () => {
  const page = await open();
  await signIn(page);
  await chooseFirstPack(page);
  await payWith(page, NO_FUNDS);
  await page.getByText('insufficient funds').waitFor();
  await waitFor(async () => {
    await page.goto(`${shop.url}/payments`);
    return page.getByText('There is not enough money on the card.').isVisible();
  });
});

test('a double click on Buy opens one payment page', async () => {
  const page = await open();
  const id = await signIn(page);
  await page.goto(`${shop.url}/pricing`);
  await page.getByRole('button', { name: /^Buy/ }).first().dblclick();
  await page.waitForURL('**/c/pay/**');
  const { sessions } = await shop.db.one<{ sessions: number }>(
    `SELECT count(*) AS sessions FROM stripe_operations WHERE user_id = $1 AND kind = 'checkout.session.create'`,
    [id],
  );
  expect(sessions).toBe(1);
});

test('the button says what the chosen number of packs costs', async () => {
  const page = await open();
  await signIn(page);
  await page.goto(`${shop.url}/pricing`);
  await page.getByLabel('How many').first().fill('3');
  await page.getByRole('button', { name: 'Buy 1,500 credits for €60.00' }).waitFor();
});

test('a service runs in place, twice, and is charged twice', async () => {
  const page = await open();
  const id = await signIn(page);
  await give(shop.db, id, { amount: 500 });
  await page.goto(`${shop.url}/services`);
  await page.getByText('Text sentiment').first().click();
  for (const [text, mood, left] of [
    ['What a wonderful day', 'positive', '4 credits to spend'],
    ['What a terrible day', 'negative', '3 credits to spend'],
  ] as const) {
    await page.getByLabel('English text').fill(text);
    await page.getByRole('button', { name: 'Run for 1 credit' }).click();
    await page.getByText(`This text sounds ${mood}.`).waitFor();
    await page.getByText(left).waitFor();
  }
  expect(await page.locator('#usage tbody tr').count()).toBe(2);
  expect(browser?.faults).toEqual([]);
});

test('older movements are added below without leaving the page', async () => {
  const page = await open();
  const id = await signIn(page);
  for (let i = 0; i < 25; i += 1) await give(shop.db, id, { amount: 100 });
  await page.goto(`${shop.url}/credits`);
  expect(await page.locator('.movements .gain').count()).toBe(20);
  await page.getByText('Older movements').click();
  await page.locator('.movements .gain').nth(24).waitFor();
  expect(page.url()).toBe(`${shop.url}/credits`);
});

test('the chosen colours stay for the next page, and can be given back to the system', async () => {
  const page = await open({ colorScheme: 'light' });
  await page.goto(`${shop.url}/about`);
  const canvas = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await canvas();
  await page.getByRole('button', { name: 'Dark' }).click();
  const dark = await canvas();
  expect(dark).not.toBe(light);
  await page.goto(`${shop.url}/contact`);
  expect(await canvas()).toBe(dark);
  await page.getByRole('button', { name: 'System' }).click();
  expect(await canvas()).toBe(light);
});

test('moments are told in the reader’s own time zone from the second page on', async () => {
  const page = await open({ timezoneId: 'Asia/Tokyo' });
  const id = await signIn(page);
  await give(shop.db, id, { amount: 100 });
  await page.goto(`${shop.url}/credits`);
  expect(await page.locator('time').first().getAttribute('title')).toMatch(/GMT\+9$/);
});

test('the plan stands below what happened lately on a narrow screen, beside it on a wide one', async () => {
  const page = await open({ viewport: { width: 390, height: 900 } });
  const id = await signIn(page);
  await shop.db.query(
    `INSERT INTO subscriptions (stripe_id, user_id, price_id, status, current_period_start, current_period_end)
     SELECT 'sub_narrow', $1, id, 'active', app.now(), app.now() + interval '1 month'
     FROM prices WHERE billing_interval = 'month' LIMIT 1`,
    [id],
  );
  const topOf = async (part: string) => (await page.locator(part).boundingBox())?.y ?? Number.NaN;
  await page.goto(`${shop.url}/dashboard`);
  expect(await topOf('#plan')).toBeGreaterThan(await topOf('#lately'));
  await page.setViewportSize({ width: 1440, height: 900 });
  expect(await topOf('#plan')).toBe(await topOf('#lately'));
});

const PUBLIC = ['/', '/about', '/contact', '/pricing', '/login', '/register', '/no-such-page'];
const PORTAL = [
  '/dashboard',
  '/credits',
  '/pricing',
  '/payments',
  '/services',
  '/api-keys',
  '/settings',
  '/checkout/cancelled',
  '/checkout/error',
];

test('every page reads well, wide and narrow, light and dark, and runs without a fault', async () => {
  const page = await open(FIRST_VIEW);
  const found: string[] = [];
  const look = async (path: string) => {
    await page.goto(shop.url + path, { waitUntil: 'load' });
    for (const fault of await faultsInAllViews(page)) found.push(`${path} ${fault}`);
  };
  for (const path of PUBLIC) await look(path);
  const id = await signIn(page);
  await look('/dashboard');
  await give(shop.db, id, {
    amount: 12_000,
    type: 'promotional',
    expires_at: new Date(Date.now() + 86_400_000),
  });
  await give(shop.db, id, { amount: 50_000 });
  for (const path of PORTAL) await look(path);
  expect(found).toEqual([]);
  const unexpected = browser?.faults.filter((fault) => !fault.includes('/no-such-page'));
  expect(unexpected).toEqual([]);
});

test('the keyboard reaches the content first, and what has the focus is seen', async () => {
  const page = await open();
  await page.goto(`${shop.url}/pricing`);
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement as Element);
    return `${outlineStyle} ${outlineWidth}`;
  });
  expect(outline).toBe('solid 2px');
});
