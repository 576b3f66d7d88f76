import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type OpenDemo, openDemo } from '../story/demo.js';
import { integratorOf } from '../story/integrator.js';
import { mailTo } from '../story/mailbox.js';
import { PLOT } from '../story/plot.js';
import { type ChromiumBrowser, openBrowser } from '../support/browser.js';
import { waitFor } from '../support/wait-for.js';
import { OfficeStory } from './story/office.js';
import { PortalStory } from './story/portal.js';

jest.setTimeout(300_000);

const email = 'rosa@example.org';
const failures: string[] = [];

let demo: OpenDemo;
let browser: ChromiumBrowser;
beforeAll(async () => {
  demo = await openDemo({ seed: 'none' });
  browser = await openBrowser({ viewport: { width: 1280, height: 900 } });
  browser.context.on('response', (response) => {
    if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`);
  });
});
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

test('in a browser a customer buys, spends and complains; support adjusts and refunds; every figure agrees', async () => {
  const office = new OfficeStory(await browser.newPage(), demo);
  await office.signsIn('analyst');
  const before = await office.todaysMoney();
  await office.signsOut();

  const customer = new PortalStory(await browser.newPage(), demo, {
    email,
    password: 'seven quiet lanterns',
  });
  await customer.registers();
  await customer.buys(await customer.isDeclined());
  await customer.readsTheReceipt();
  await customer.spends();
  const told = await spendByApi();

  await office.signsIn('support');
  await office.findsByLastFour(email);
  expect(await office.credits()).toEqual({
    available: String(told.available),
    parts: [`${told.by_type.pay_as_you_go} pay-as-you-go`],
  });
  expect(await customer.available()).toBe(`${told.available} credits`);
  await office.adjusts(email);
  await office.refunds(email);
  expect(await customer.available()).toBe(`${PLOT.balance.refunded} credits`);
  await customer.seesTheRefund();
  await mailTo(demo, { to: email, subject: /^We have refunded €8.00$/ });

  expectAudited(await office.audit());
  await waitFor(async () => {
    const after = await office.todaysMoney();
    expect(after.gross_minor - before.gross_minor).toBe(PLOT.paid_minor);
    expect(after.net_minor - before.net_minor).toBe(PLOT.paid_minor - PLOT.refund_minor);
    return true;
  });
  expect(await demo.quickscale('verify')).toMatchObject({ status: 0 });
  expect(failures).toEqual([]);
  expect(browser.faults).toEqual([]);
});

/** Ten credits by API, then the same call again; answers the balance as the API tells it. */
async function spendByApi() {
  const quickscale = integratorOf(demo);
  const { id } = await quickscale.findCustomer(email);
  const idempotencyKey = randomUUID();
  const spend = () => quickscale.spend(id, { service: 'image-metadata' }, { idempotencyKey });
  const first = await spend();
  expect(await spend()).toEqual(first);
  const balance = await quickscale.getBalance(id);
  expect(balance.available).toBe(PLOT.balance.called);
  return balance;
}

function expectAudited(lines: string[]): void {
  const { balance, giftReason, refundReason, ticket } = PLOT;
  const [refund, gift, read] = lines;
  expect(refund).toContain('Asked for a refund');
  expect(refund).toContain(`Available ${balance.given} → ${balance.refunded}`);
  expect(refund).toContain(refundReason);
  expect(gift).toContain('Adjusted credits');
  expect(gift).toContain(`Available ${balance.called} → ${balance.given}`);
  expect(gift).toContain(`${giftReason} ticket ${ticket}`);
  expect(read).toContain('Read the customer');
}
