import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { linkIn, mailTo } from '../../story/mailbox.js';
import { deliverWebhooks, faultWebhooks, PLOT } from '../../story/plot.js';
import type { DemoAddresses } from '../../support/demo.js';
import { waitFor } from '../../support/wait-for.js';

/** The customer's steps, each with what he must see after it. */
export class PortalStory {
  constructor(
    private readonly page: Page,
    private readonly demo: DemoAddresses,
    private readonly person: { email: string; password: string },
  ) {}

  async registers(): Promise<void> {
    const { page, demo } = this;
    await page.goto(`${demo.portal}/register`);
    await this.#fillInCredentials();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
    await page.goto(linkIn(await mailTo(demo, { to: this.person.email, subject: /confirm/i })));
    await page.getByRole('heading', { name: 'Your address is confirmed' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await this.#fillInCredentials();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('You have no credits yet.').waitFor();
  }

  /** Answers the address of Checkout's page, which stays open for another card. */
  async isDeclined(): Promise<string> {
    const { page, demo } = this;
    await page.goto(`${demo.portal}/pricing`);
    await page.getByRole('button', { name: `Buy ${PLOT.pack} for €20.00` }).click();
    await page.getByRole('button', { name: PLOT.declinedCard }).click();
    await page.getByRole('alert').getByText('insufficient funds').waitFor();
    const checkout = page.url();
    await waitFor(async () => {
      await page.goto(`${demo.portal}/payments`);
      const row = page.getByRole('row', { name: PLOT.decline });
      return (await row.count()) === 1 && (await row.textContent())?.includes('Declined');
    });
    return checkout;
  }

  /** Stripe's word is late: the page must say so, and turn without being touched. */
  async buys(checkout: string): Promise<void> {
    const { page, demo } = this;
    await deliverWebhooks(demo.stripe);
    await page.goto(checkout);
    await faultWebhooks(demo.stripe, 'delay');
    const returned = page.waitForResponse((response) => response.url().includes('/checkout/success?'));
    await page.getByRole('button', { name: /^Succeeds\W+4242$/ }).click();
    expect(await (await returned).text()).toContain('Confirming your payment');
    await faultWebhooks(demo.stripe, null);
    await deliverWebhooks(demo.stripe);
    await page.getByRole('heading', { name: `${PLOT.pack} are yours` }).waitFor();
    expect(await page.locator('.figure').textContent()).toBe(`${PLOT.balance.bought} credits`);
    expect(page.url()).toContain('/checkout/success?');
  }

  async readsTheReceipt(): Promise<void> {
    const mail = await mailTo(this.demo, { to: this.person.email, subject: /^Your receipt R-\d{4}-000001$/ });
    expect(mail.text).toContain('€20.00');
    await this.page.goto(linkIn(mail));
    await this.page.getByText(mail.subject.replace('Your receipt ', ''), { exact: true }).waitFor();
  }

  async spends(): Promise<void> {
    const { page, demo } = this;
    await page.goto(`${demo.portal}/services`);
    await page.getByText('Text sentiment', { exact: true }).click();
    const service = page.getByRole('region', { name: 'Text sentiment' });
    await service.getByRole('textbox').fill('What a splendid, friendly day this is.');
    await service.getByRole('button', { name: 'Run for 1 credit' }).click();
    await service.getByText('1 credit spent.').waitFor();
    await page.getByText(`${PLOT.balance.ran} credits to spend`).waitFor();
  }

  /** What the front page of the account says can be spent. */
  async available(): Promise<string | null> {
    await this.page.goto(`${this.demo.portal}/dashboard`);
    return this.page.locator('.figure').textContent();
  }

  async seesTheRefund(): Promise<void> {
    await this.page.goto(`${this.demo.portal}/payments`);
    await this.page.getByRole('row', { name: 'Partly refunded' }).getByText('−€8.00').waitFor();
  }

  async #fillInCredentials(): Promise<void> {
    await this.page.getByLabel('Email address').fill(this.person.email);
    await this.page.getByLabel('Password').fill(this.person.password);
  }
}
