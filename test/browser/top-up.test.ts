import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { spend } from '../../src/credits/index.js';
import { newCustomer, PASSWORD } from '../http/accounts/people.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import { createService, give } from '../support/credits.js';
import { FIRST_VIEW, faultsInAllViews, pageFaults } from '../support/page-checks.js';
import { type Shop, startShop } from '../support/shop.js';
import { waitFor } from '../support/wait-for.js';

const SETTINGS = '/credits/running-low';

let shop: Shop;
let browser: ChromiumBrowser | undefined;
beforeAll(async () => {
  shop = await startShop({ extras: { badge: 'Sandbox', signInButtons: [] } });
  await shop.startWork();
});
afterAll(async () => {
  await browser?.close();
  await shop?.close();
});

async function signIn(page: Page): Promise<string> {
  const { id, email } = await newCustomer(shop.db);
  await page.goto(`${shop.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/dashboard');
  return id;
}

test('a card is saved, top-up allowed, credits spent, and the balance goes up by itself with a receipt', async () => {
  browser = await openBrowser();
  const page = await browser.newPage();
  const wallet_id = await signIn(page);
  await give(shop.db, wallet_id, { amount: 15_000 });

  await page.goto(shop.url + SETTINGS);
  await page.getByRole('link', { name: 'Save a card first' }).click();
  await page.getByRole('button', { name: 'Add a card' }).click();
  await page.waitForURL('**/c/pay/**');
  await page.locator('button[name=card][value="4242424242424242"]').click();
  await page.getByRole('heading', { name: 'Visa ·· 4242 is saved' }).waitFor();
  await waitFor(async () => {
    await page.goto(`${shop.url}/payment-methods`);
    return page.getByText('Default', { exact: true }).isVisible();
  });
  expect(await pageFaults(page)).toEqual([]);

  await page.goto(shop.url + SETTINGS);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('Tick this: we charge nothing').waitFor();
  await page.getByLabel('I allow QuickScale to charge this card').check();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('Automatic top-up is on.').waitFor();
  expect(await pageFaults(page)).toEqual([]);

  const service = await createService(shop.db, 100);
  await spend(shop.db, { wallet_id, service, quantity: 60, key_owner: 'company', key: randomUUID() });
  await waitFor(async () => {
    await page.goto(`${shop.url}/dashboard`);
    return (await page.locator('.figure').textContent()) === '590 credits';
  });
  await waitFor(async () => {
    await page.goto(`${shop.url}/payments`);
    return page.getByRole('link', { name: /^Receipt R-/ }).isVisible();
  });
  await page.goto(shop.url + SETTINGS);
  await page.getByText('Bought this month: €20.00 of €60.00.').waitFor();
  await page.getByRole('button', { name: 'Switch automatic top-up off' }).click();
  await page.getByText('Automatic top-up is off').waitFor();
  expect(browser.faults.filter((fault) => !fault.includes('422'))).toEqual([]);
});

test('the pages about cards and top-ups can be read wide and narrow, light and dark', async () => {
  await browser?.close();
  browser = await openBrowser(FIRST_VIEW);
  const page = await browser.newPage();
  const wallet_id = await signIn(page);
  await give(shop.db, wallet_id, { amount: 15_000 });
  await withHistory(wallet_id);
  for (const path of ['/payment-methods', SETTINGS, '/payment-methods/not-saved']) {
    await page.goto(shop.url + path);
    expect({ path, faults: await faultsInAllViews(page) }).toEqual({ path, faults: [] });
  }
}, 60_000);

/** Two cards, one of them expired, and a top-up that waits after a decline. */
async function withHistory(wallet_id: string): Promise<void> {
  const { id: price_id } = await shop.db.one<{ id: string }>(
    'SELECT id FROM prices WHERE unit_amount_minor = 2000 AND billing_interval IS NULL',
  );
  await shop.db.query(
    `WITH old AS (INSERT INTO payment_methods (stripe_id, user_id, brand, last4, exp_month, exp_year)
                  VALUES ('pm_old_' || $1::uuid, $1, 'mastercard', '4444', 3, 2024)),
          card AS (INSERT INTO payment_methods (stripe_id, user_id, brand, last4, exp_month, exp_year, is_default)
                   VALUES ('pm_' || $1::uuid, $1, 'visa', '0341', 12, 2040, true) RETURNING id),
          operation AS (INSERT INTO stripe_operations (kind, parameters, idempotency_key, user_id, status, finished_at)
                        VALUES ('payment_intent.top_up', '{}', 'shown ' || $1::uuid, $1, 'succeeded', app.now()) RETURNING id),
          top_up AS (INSERT INTO top_ups (wallet_id, status, threshold, price_id, currency, monthly_cap_minor, consented_at,
                                          failures, waits_for, next_attempt_at)
                     VALUES ($1::uuid, 'on', 10000, $2::uuid, 'eur', 6000, app.now(), 1, 'card', app.now() + interval '1 day')
                     RETURNING wallet_id)
     INSERT INTO top_up_attempts (wallet_id, operation_id, price_id, payment_method_id, currency, amount_minor, status,
                                  failure_code, decline_code, settled_at)
     SELECT $1::uuid, operation.id, $2::uuid, card.id, 'eur', 2000, 'declined', 'card_declined', 'insufficient_funds', app.now()
     FROM operation, card, top_up`,
    [wallet_id, price_id],
  );
}
