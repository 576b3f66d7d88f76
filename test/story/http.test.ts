import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { waitFor } from '../support/wait-for.js';
import { BackOffice } from './back-office.js';
import { type OpenDemo, openDemo } from './demo.js';
import { integratorOf } from './integrator.js';
import { linkIn, mailTo } from './mailbox.js';
import { deliverWebhooks, faultWebhooks, PLOT, redeliverEvents } from './plot.js';
import { Visitor } from './visitor.js';

jest.setTimeout(240_000);

const email = 'rosa@example.org';
const password = 'seven quiet lanterns';

let demo: OpenDemo;
beforeAll(async () => {
  demo = await openDemo({ seed: 'none' });
});
afterAll(() => demo?.close());

test('a customer buys, spends and complains; support sees the truth, adjusts and refunds; every figure agrees', async () => {
  const analyst = await BackOffice.signIn(demo, 'analyst');
  const before = moneyOf(await analyst.figures());

  const customer = await register();
  await payWithACardWithoutFunds(customer);
  await buy(customer);
  await mailTo(demo, { to: email, subject: /^Your receipt R-\d{4}-000001$/ });
  await deliverWhatWasDropped(customer);
  await spendInThePortal(customer);
  const id = await spendByApi();

  const support = await BackOffice.signIn(demo, 'support');
  await findByLastFour(support, id);
  await adjust(support, id);
  await refund(support, { id, customer });

  await expectAudited(id);
  await waitFor(async () => {
    const after = moneyOf(await analyst.figures());
    expect(after.gross_minor - before.gross_minor).toBe(PLOT.paid_minor);
    expect(after.net_minor - before.net_minor).toBe(PLOT.paid_minor - PLOT.refund_minor);
    return true;
  });
  expect(await demo.quickscale('verify')).toMatchObject({ status: 0 });
});

async function register(): Promise<Visitor> {
  const visitor = new Visitor();
  await visitor.open(`${demo.portal}/register`);
  expect((await visitor.press('Create account', { typed: { email, password } })).text).toContain(
    'Look into your mail',
  );
  const mail = await mailTo(demo, { to: email, subject: /confirm/i });
  expect((await visitor.open(linkIn(mail))).text).toContain('Your address is confirmed');
  await visitor.open('/login');
  const { url, text } = await visitor.press('Sign in', { typed: { email, password } });
  expect(url.pathname).toBe('/dashboard');
  expect(text).toContain('You have no credits yet.');
  return visitor;
}

async function payWithACardWithoutFunds(visitor: Visitor): Promise<void> {
  await visitor.open('/pricing');
  expect((await visitor.press('Buy', { beside: PLOT.pack })).text).toContain('Pay with card');
  const { url, text } = await visitor.press(PLOT.declinedCard);
  expect(url.origin).toBe(demo.stripe);
  expect(text).toContain('insufficient funds');
  const checkout = url.href;
  await waitFor(async () => {
    const { text: payments } = await visitor.open(`${demo.portal}/payments`);
    expect(payments).toContain(PLOT.decline);
    expect(payments).toContain('Declined');
    return true;
  });
  await deliverWebhooks(demo.stripe);
  await visitor.open(checkout);
}

/** Every webhook is lost meanwhile: the page must find out by itself. */
async function buy(visitor: Visitor): Promise<void> {
  await faultWebhooks(demo.stripe, 'drop');
  const { url, text } = await visitor.press(PLOT.goodCard);
  expect(url.href).toMatch(`${demo.portal}/checkout/success?session_id=cs_`);
  expect(text).toContain('Confirming your payment');
  expect(text).not.toContain('are yours');
  const turned = await waitFor(async () => {
    const refresh = visitor.page.$('meta[http-equiv=refresh]').attr('content');
    return refresh ? void (await visitor.open(refresh.replace(/^\d+;url=/, ''))) : visitor.page;
  });
  expect(turned.text).toContain(`${PLOT.pack} are yours`);
  expect(turned.text).toContain(`You can spend now ${PLOT.balance.bought} credits`);
}

async function deliverWhatWasDropped(visitor: Visitor): Promise<void> {
  await faultWebhooks(demo.stripe, null);
  await redeliverEvents(demo);
  expect((await visitor.open(`${demo.portal}/payments`)).text.match(/Receipt R-\d{4}-\d{6}/g)).toHaveLength(
    1,
  );
  expect((await visitor.open('/dashboard')).text).toContain(`You can spend ${PLOT.balance.bought} credits`);
}

async function spendInThePortal(visitor: Visitor): Promise<void> {
  await visitor.open('/services');
  const input = 'What a splendid, friendly day this is.';
  const { text } = await visitor.press('Run for 1 credit', { typed: { input } });
  expect(text).toContain('1 credit spent.');
  expect(text).toContain(`${PLOT.balance.ran} credits to spend`);
}

async function spendByApi(): Promise<string> {
  const quickscale = integratorOf(demo);
  const { id } = await quickscale.findCustomer(email);
  const idempotencyKey = randomUUID();
  const spend = () => quickscale.spend(id, { service: 'image-metadata' }, { idempotencyKey });
  const first = await spend();
  expect(first).toMatchObject({ credits: 10, balance: { available: PLOT.balance.called } });
  expect(await spend()).toEqual(first);
  const hold = await quickscale.placeHold(id, { service: 'image-metadata', quantity: 2 });
  expect(await quickscale.getBalance(id)).toMatchObject({ available: PLOT.balance.called - 20, held: 20 });
  expect(await quickscale.releaseHold(hold.id)).toMatchObject({ status: 'released' });
  return id;
}

async function findByLastFour(support: BackOffice, id: string): Promise<void> {
  const [payments] = await support.search(PLOT.goodCard);
  expect(payments).toMatchObject({ kind: 'payment', hits: [{ customer_id: id, state: 'succeeded' }] });
  const { customer, balance, payments: paid } = await support.customer(id);
  expect(customer.email).toBe(email);
  expect(paid).toMatchObject([
    { status: 'succeeded', card_last4: PLOT.goodCard, credits_bought: PLOT.bought * 100 },
    { status: 'failed', card_last4: PLOT.declinedCard, failure: { reason: PLOT.decline } },
  ]);
  const told = await integratorOf(demo).getBalance(id);
  expect(told).toMatchObject({ available: PLOT.balance.called, held: 0, frozen: 0, debt: 0 });
  expect(inCredits(balance.by_type)).toEqual(told.by_type);
  expect(told.by_type).toEqual({ subscription: 0, pay_as_you_go: PLOT.balance.called, promotional: 0 });
}

async function adjust(support: BackOffice, id: string): Promise<void> {
  const wish = { direction: 'up', amount: String(PLOT.given), type: 'pay_as_you_go' };
  const { before, after } = await support.previewAdjustment(id, wish);
  expect([before.available, after.available]).toEqual([PLOT.balance.called * 100, PLOT.balance.given * 100]);
  const why = { reason: PLOT.giftReason, ticket: PLOT.ticket, notify: true, key: randomUUID() };
  expect(await support.adjust(id, { ...wish, ...why })).toContain(
    `${PLOT.balance.called} → ${PLOT.balance.given} credits`,
  );
  const { text } = await mailTo(demo, { to: email, subject: /account was changed/ });
  expect(text).toContain(`${PLOT.given} credits were added`);
  expect(text).toContain(`${PLOT.balance.given} credits now`);
  expect(text).not.toContain(PLOT.giftReason);
}

async function refund(
  support: BackOffice,
  { id, customer }: { id: string; customer: Visitor },
): Promise<void> {
  const [payment] = (await support.customer(id)).payments;
  const wish = { amount: PLOT.refund, policy: 'unused' };
  const preview = await support.previewRefund(payment?.id ?? '', wish);
  expect(preview).toMatchObject({
    amount_minor: PLOT.refund_minor,
    credits: {
      bought: PLOT.bought * 100,
      taken_now: PLOT.taken * 100,
      debt: 0,
      available_before: PLOT.balance.given * 100,
      available_after: PLOT.balance.refunded * 100,
    },
  });
  const why = { reason: PLOT.refundReason, notify: true, key: randomUUID() };
  expect(await support.refund(payment?.id ?? '', { ...wish, ...why })).toContain('€8.00');

  const told = await integratorOf(demo).getBalance(id);
  expect(told.available * 100).toBe(preview.credits.available_after);
  await waitFor(async () => {
    const { payments, balance } = await support.customer(id);
    expect(balance.available).toBe(preview.credits.available_after);
    expect(payments[0]).toMatchObject({
      refunded_minor: preview.amount_minor,
      refundable_minor: preview.refundable_minor - preview.amount_minor,
      refunds: [{ status: 'succeeded', amount_minor: preview.amount_minor, reason: PLOT.refundReason }],
    });
    return true;
  });
  await mailTo(demo, { to: email, subject: /^We have refunded €8.00$/ });
  expect((await customer.open('/dashboard')).text).toContain(
    `You can spend ${PLOT.balance.refunded} credits`,
  );
  expect((await customer.open('/payments')).text).toContain('Partly refunded');
}

async function expectAudited(customer_id: string): Promise<void> {
  const admin = await BackOffice.signIn(demo, 'admin');
  const rows = await admin.list('audit', { customer_id });
  const told = rows.map(({ params }) => ({
    action: params.action,
    role: params.actor_role,
    before: params.before && JSON.parse(String(params.before)),
    after: params.after && JSON.parse(String(params.after)),
    reason: params.reason,
    ticket: params.ticket,
  }));
  expect(told).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'customer.read', role: 'support' }),
      expect.objectContaining({
        action: 'credits.adjust',
        before: { available: PLOT.balance.called, debt: 0 },
        after: { available: PLOT.balance.given, debt: 0, adjusted: PLOT.given },
        reason: PLOT.giftReason,
        ticket: PLOT.ticket,
      }),
      expect.objectContaining({
        action: 'refund.request',
        before: expect.objectContaining({ available: PLOT.balance.given, refundable_minor: PLOT.paid_minor }),
        after: expect.objectContaining({
          available: PLOT.balance.refunded,
          refundable_minor: PLOT.paid_minor - PLOT.refund_minor,
          credits_taken: PLOT.taken,
        }),
        reason: PLOT.refundReason,
      }),
    ]),
  );
  await waitFor(async () => (await admin.verifyAudit()).sealed >= rows.length);
  expect((await admin.verifyAudit()).fault).toBeNull();
}

/** Today's revenue in euros; a day without any has no figures yet. */
function moneyOf({ today }: Awaited<ReturnType<BackOffice['figures']>>) {
  return today.find(({ currency }) => currency === 'eur') ?? { gross_minor: 0, net_minor: 0 };
}

function inCredits(hundredths: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(hundredths).map(([type, amount]) => [type, amount / 100]));
}
