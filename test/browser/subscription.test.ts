import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newCustomer, PASSWORD } from '../http/accounts/people.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import { pageFaults } from '../support/page-checks.js';
import { type Shop, startShop } from '../support/shop.js';
import { waitFor } from '../support/wait-for.js';

let shop: Shop;
let browser: ChromiumBrowser | undefined;
beforeAll(async () => {
  shop = await startShop({ extras: { badge: 'Sandbox', signInButtons: [] } });
  await shop.startWork();
});
afterEach(() => browser?.close());
afterAll(() => shop?.close());

async function signIn(page: Page): Promise<void> {
  const { email } = await newCustomer(shop.db);
  await page.goto(`${shop.url}/login`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL('**/dashboard');
}

/** Reads a page as its reader does, and keeps a picture where one is asked for. */
async function look(page: Page, name: string): Promise<void> {
  expect({ name, faults: await pageFaults(page) }).toEqual({ name, faults: [] });
  const shots = process.env.TEST_SHOTS;
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

test.each([
  ['light', 1440],
  ['dark', 390],
] as const)(
  'a plan is bought, gives its credits, is ended and kept after all, in %s at %d pixels',
  async (colorScheme, width) => {
    browser = await openBrowser({ colorScheme, viewport: { width, height: 900 } });
    const page = await browser.newPage();
    const shot = (name: string) => look(page, `subscription-${name}-${width}-${colorScheme}`);
    await signIn(page);
    await page.goto(`${shop.url}/subscription`);
    await page.getByText('You have no plan.').waitFor();
    await shot('none');
    await page.goto(`${shop.url}/pricing`);
    await shot('pricing');
    await page.getByRole('button', { name: 'Pay monthly for Basic' }).click();
    await page.waitForURL('**/c/pay/**');
    await page.locator('button[name=card][value="4242424242424242"]').click();
    await page.getByRole('heading', { name: '500 credits are yours' }).waitFor();
    await shot('paid');

    await page.getByRole('link', { name: 'Your subscription' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    await shot('active');
    await page.getByRole('link', { name: 'End the plan' }).click();
    await page.getByText('500 credits of this period are left').waitFor();
    await shot('preview');
    await page.getByRole('button', { name: 'End the plan' }).click();
    await page.getByText('Your plan will end.').waitFor();
    await page.getByText('It does not renew').waitFor();
    await shot('ending');
    await page.getByRole('button', { name: 'Keep the plan' }).click();
    await page.getByText('Your plan stays Basic, monthly').waitFor();
    await page.getByText('Next renewal').waitFor();

    await page.getByRole('link', { name: 'Change now to Pro, paid by the month' }).click();
    await page.getByText('500 credits of Basic, monthly stay yours').waitFor();
    await shot('upgrade');
    await page.getByRole('button', { name: 'Pay €49.99 and change' }).click();
    await page.getByText('Your plan is Pro, monthly now').waitFor();
    await shot('upgraded');
    // The plan is another one once that is paid; its credits come with the invoice, and those left of Basic stay.
    await waitFor(async () => {
      await page.goto(`${shop.url}/dashboard`);
      return (await page.locator('.figure').textContent()) === '2,500 credits';
    });
    await page.goto(`${shop.url}/subscription`);
    await page.getByRole('link', { name: 'Change later to Basic, paid by the month' }).click();
    await page.getByText('2,000 credits of this period are left').waitFor();
    await shot('downgrade');
    await page.getByRole('button', { name: 'Change when the period ends' }).click();
    await page.getByText('Your plan will change').waitFor();
    await shot('downgrading');
    await page.getByRole('button', { name: 'Stay with Pro, monthly' }).click();
    await page.getByText('Your plan stays Pro, monthly').waitFor();

    await page.goto(`${shop.url}/dashboard`);
    await page.getByText('Renews').waitFor();
    await shot('dashboard');
    await page.goto(`${shop.url}/pricing`);
    await page.getByText('You have Pro, monthly.').waitFor();
    await shot('pricing-with-plan');
    expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
    expect(browser.faults).toEqual([]);
  },
  240_000,
);
