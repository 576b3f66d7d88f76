import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { codeFor } from '../../story/back-office.js';
import { userOf } from '../../story/demo.js';
import { PLOT } from '../../story/plot.js';
import type { DemoAddresses } from '../../support/demo.js';

/** An operator's steps, each with what he must see after it. */
export class OfficeStory {
  constructor(
    private readonly page: Page,
    private readonly demo: DemoAddresses,
  ) {}

  async signsIn(role: string): Promise<void> {
    const { page, demo } = this;
    const { email, password, totpSecret } = userOf(demo, role);
    await page.goto(demo.admin);
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel('Code').fill(codeFor(totpSecret));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Today' }).waitFor();
  }

  async signsOut(): Promise<void> {
    await this.page.getByRole('button', { name: 'Sign out' }).click();
    await this.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  }

  /** Today's revenue in minor units of the euro; a day without any says so. */
  async todaysMoney(): Promise<{ gross_minor: number; net_minor: number }> {
    const { page } = this;
    await page.goto(this.demo.admin);
    const revenue = page.getByRole('region', { name: 'Revenue today, EUR' });
    const none = page.getByText('No money moved yet today.');
    await revenue.or(none).waitFor();
    if (await none.isVisible()) return { gross_minor: 0, net_minor: 0 };
    return {
      gross_minor: minor(await figure(revenue, 'Gross')),
      net_minor: minor(await figure(revenue, 'Net revenue, EUR')),
    };
  }

  async findsByLastFour(email: string): Promise<void> {
    const { page } = this;
    await page.keyboard.press('Control+k');
    await page.keyboard.type(PLOT.goodCard);
    await page.getByRole('option', { name: email }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: email, level: 1 }).waitFor();
  }

  /** The available credits in large, and the parts below them. */
  async credits(): Promise<{ available: string; parts: string[] }> {
    const facts = this.#facts();
    const parts = await facts.getByRole('listitem').allInnerTexts();
    return { available: await figure(facts, 'Available credits'), parts };
  }

  async adjusts(email: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'Adjust credits' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Credits').fill(String(PLOT.given));
    await dialog.getByText(`${PLOT.balance.called} → ${PLOT.balance.given}`).waitFor();
    await dialog.getByLabel('Reason').fill(PLOT.giftReason);
    await dialog.getByLabel('Ticket').fill(PLOT.ticket);
    await dialog.getByRole('button', { name: `Give ${PLOT.given} credits to ${email}` }).click();
    await this.#hasAvailable(PLOT.balance.given);
  }

  /** 40 % back: what the preview says is what the page then shows. */
  async refunds(email: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'Refund …' }).first().click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Amount, EUR').inputValue()).toBe('20.00');
    await dialog.getByLabel('Amount, EUR').fill(PLOT.refund);
    const effect = dialog.getByRole('table');
    await effect.getByRole('row', { name: `Taken back now −${PLOT.taken}` }).waitFor();
    const figures = await effect.getByRole('row', { name: 'Available afterwards' }).textContent();
    const [, before, after] = /(\d+) → (\d+)/.exec(figures ?? '') ?? [];
    expect([before, after]).toEqual([String(PLOT.balance.given), String(PLOT.balance.refunded)]);
    await dialog.getByLabel('Reason').fill(PLOT.refundReason);
    await dialog.getByRole('button', { name: `Refund €${PLOT.refund} to ${email}` }).click();
    await this.#hasAvailable(Number(after));
    await this.#facts().getByText(`€${PLOT.refund} refunded`).waitFor();
    await page.getByRole('tab', { name: 'Payments' }).click();
    await page.getByRole('button', { name: PLOT.pack }).first().click();
    await page.getByText(`“${PLOT.refundReason}”`).waitFor();
    await page.locator('.payment-details').getByText('Refunded', { exact: true }).waitFor();
  }

  /** The audit log of this customer, newest first: one text for each act. */
  async audit(): Promise<string[]> {
    const { page } = this;
    await page.reload();
    await page.getByRole('tab', { name: 'Audit' }).click();
    const rows = page.getByRole('region', { name: 'Audit' }).locator('tbody tr');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '));
  }

  #facts(): Locator {
    return this.page.getByRole('region', { name: 'Credits and money' });
  }

  async #hasAvailable(credits: number): Promise<void> {
    await this.#facts().getByRole('definition').getByText(String(credits), { exact: true }).waitFor();
  }
}

/** The value under a term of a description list. */
async function figure(list: Locator, term: string): Promise<string> {
  const row = list.locator('div', { has: list.page().getByText(term, { exact: true }) });
  return (await row.locator('dd').first().textContent()) ?? '';
}

function minor(euros: string): number {
  return Math.round(Number(euros.replaceAll(/[€,]/g, '')) * 100);
}
