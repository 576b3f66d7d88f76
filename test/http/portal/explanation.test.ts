import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import {
  freezeForDispute,
  grantCredits,
  loseDispute,
  releaseDispute,
  spend,
  takeForReturn,
  writeOffDebt,
} from '../../../src/credits/index.js';
import {
  createDispute,
  createOperatorActor,
  createPaidPack,
  createRefund,
  createService,
  give,
} from '../../support/credits.js';
import { stopClock } from '../../support/sql-clock.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
let oracle: string;
beforeAll(async () => {
  web = await startWeb();
  oracle = await createService(web.db, 1_000, 'oracle');
});
afterAll(() => web.close());

const use = (wallet_id: string) =>
  spend(web.db, { wallet_id, service: oracle, quantity: 1, key_owner: 'customer', key: crypto.randomUUID() });
const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

let receipts = 0;

async function buyer() {
  receipts += 1;
  const person = await signedIn(web.db, web.url);
  await stopClock(web, '2027-11-03T12:00:00Z');
  const { payment_id } = await createPaidPack(web.db, person.id, { received_minor: 2000, granted: 50_000 });
  await web.db.query(
    "UPDATE payments SET receipt_number = 'R-2027-' || lpad($2::text, 6, '0'), receipt_issued_at = app.now() WHERE id = $1",
    [payment_id, receipts],
  );
  return { ...person, payment_id };
}

test('the page tells a customer in plain words what was bought, what it was used for and what is left', async () => {
  const { browser, id, payment_id } = await buyer();
  await stopClock(web, '2027-11-05T12:00:00Z');
  for (let i = 0; i < 12; i += 1) await use(id);
  const $ = load((await browser.get('/credits/explanation')).html);
  expect(squeeze($('.figure').text())).toBe('380 credits');
  const grant = $('.grant').first();
  expect(squeeze(grant.find('h3').text())).toBe('500 credits bought');
  expect(squeeze(grant.find('.left').text())).toBe('380 left');
  expect(squeeze(grant.find('.account').text())).toBe('used for oracle, 12 times−120');
  expect(squeeze(grant.find('.under').text())).toMatch(/^3 November · receipt R-2027-\d{6} · never expire$/);
  expect(grant.find('a').attr('href')).toBe(`/payments/${payment_id}/receipt`);
  expect(squeeze($('#sum + .account').text())).toBe(
    'All credits that came in+500 Used for services−120 To spend380',
  );
});

test('any moment can be chosen with a plain form, and what came later is left out', async () => {
  const { browser, id } = await buyer();
  await stopClock(web, '2027-11-05T12:00:00Z');
  await use(id);
  const $ = load((await browser.get('/credits/explanation')).html);
  const field = $('form[action="/credits/explanation"] input[name=at]');
  expect([field.attr('type'), $('form[action="/credits/explanation"]').attr('method')]).toEqual([
    'datetime-local',
    'get',
  ]);
  const then = await browser.get('/credits/explanation?at=2027-11-04T08:30');
  expect(then.text).toContain('On 4 November 2027, 08:30 UTC you had');
  expect(squeeze(load(then.html)('.figure').text())).toBe('500 credits');
  expect(then.text).not.toContain('used for oracle');
  expect((await browser.get('/credits/explanation?at=')).text).toContain('You have');
  expect((await browser.get('/credits/explanation?at=2099-01-01T00:00')).text).toContain('You have');
});

test('what operators wrote for each other stays with them', async () => {
  const { browser, id } = await signedIn(web.db, web.url);
  await web.db.transaction((tx) =>
    grantCredits(tx, {
      wallet_id: id,
      type: 'pay_as_you_go',
      amount: 500,
      source: 'operator',
      source_id: 'adjustment_1',
      reason: 'to keep her quiet',
    }),
  );
  for (const path of ['/credits/explanation', '/credits', '/credits/statement.csv']) {
    const { text, html } = await browser.get(path);
    expect(text).toMatch(/given by support/i);
    expect(html).not.toContain('to keep her quiet');
  }
});

test('a debt is told with what made it and what repays it', async () => {
  const { browser, id, payment_id } = await buyer();
  for (let i = 0; i < 50; i += 1) await use(id);
  const refund_id = await createRefund(web.db, payment_id, 2000);
  await web.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id: id, payment_id, refund_id, amount_minor: 2000, policy: 'full' }),
  );
  await give(web.db, id, { amount: 10_000 });
  const page = await browser.get('/credits/explanation');
  expect(page.text).toContain('You owe 400 credits.');
  const debt = load(page.html)('#debts + .card .grant').first();
  expect(squeeze(debt.find('h3').text())).toBe(
    '500 credits owed: a payment was refunded after its credits were used',
  );
  expect(squeeze(debt.find('.account').text())).toMatch(
    /^repaid from credits that came in, \d+ November−100$/,
  );
});

test('a debt that support let the customer off is told as owed no more', async () => {
  const { browser, id, payment_id } = await buyer();
  for (let i = 0; i < 50; i += 1) await use(id);
  const refund_id = await createRefund(web.db, payment_id, 2000);
  await web.db.transaction((tx) =>
    takeForReturn(tx, { wallet_id: id, payment_id, refund_id, amount_minor: 2000, policy: 'full' }),
  );
  const actor = await createOperatorActor(web.db, 'finance');
  const request = { actor, wallet_id: id, reason: 'to keep her quiet', key: crypto.randomUUID() };
  await web.db.transaction((tx) => writeOffDebt(tx, request));
  const page = await browser.get('/credits/explanation');
  expect(page.text).toContain('What you owed');
  const debts = load(page.html)('#debts + .card .grant');
  expect(debts).toHaveLength(1);
  expect(debts.find('.left').hasClass('muted')).toBe(true);
  expect(squeeze(debts.find('.left').text())).toBe('0 owed');
  expect(squeeze(debts.find('.account').text())).toMatch(
    /^no longer owed: support let you off, \d+ November−500$/,
  );
  expect(page.html).not.toContain('to keep her quiet');
});

test('frozen and owed credits lead to the payment that is, or was, disputed', async () => {
  const { browser, id, payment_id } = await buyer();
  for (let i = 0; i < 20; i += 1) await use(id);
  const amount_minor = 2000;
  const dispute_id = await createDispute(web.db, payment_id, amount_minor);
  const money = { wallet_id: id, payment_id, dispute_id, amount_minor };
  await web.db.transaction((tx) => freezeForDispute(tx, money));
  const linked = async (path: string, words: RegExp) => {
    const $ = load((await browser.get(path)).html);
    const line = $('main p, main li').filter((_, each) => words.test(squeeze($(each).text())));
    expect(line.find('a').attr('href')).toBe(`/payments/${payment_id}/receipt`);
  };
  const frozen = /^300 credits (more are )?frozen with a disputed payment, receipt R-2027-\d{6}\.?$/;
  for (const path of ['/credits/explanation', '/dashboard']) await linked(path, frozen);
  await web.db.transaction((tx) => loseDispute(tx, money));
  await linked('/dashboard', /^200 credits owed for a disputed payment, receipt R-2027-\d{6}$/);
  const explained = load((await browser.get('/credits/explanation')).html);
  expect(explained('.owed a').attr('href')).toBe('#debts');
  expect(explained('#debts + .card a').attr('href')).toBe(`/payments/${payment_id}/receipt`);
});

test('a lost dispute that was won after all is told as won, for what was owed and for what was taken', async () => {
  const { browser, id, payment_id } = await buyer();
  for (let i = 0; i < 20; i += 1) await use(id);
  const amount_minor = 2000;
  const dispute_id = await createDispute(web.db, payment_id, amount_minor);
  const money = { wallet_id: id, payment_id, dispute_id, amount_minor };
  for (const step of [freezeForDispute, loseDispute, releaseDispute])
    await web.db.transaction((tx) => step(tx, money));
  const { html, text } = await browser.get('/credits/explanation');
  const $ = load(html);
  const debt = $('#debts + .card .grant');
  expect(squeeze(debt.find('.account').text())).toMatch(
    /^no longer owed: the dispute was won, \d+ November−200$/,
  );
  expect(squeeze($('#sum + .account').text())).toContain(
    'Given back with refunds that failed or disputes that were won+300',
  );
  expect(text).not.toContain('the refund failed');
});

test('of many grants the used up ones are one line, and more are told on demand', async () => {
  const { browser, id } = await signedIn(web.db, web.url);
  for (let i = 0; i < 30; i += 1) {
    await give(web.db, id, { amount: 1_000 });
    await use(id);
  }
  const $ = load((await browser.get('/credits/explanation')).html);
  expect($('.grant')).toHaveLength(26);
  expect(squeeze($('.grant').last().find('h3').text())).toBe('5 earlier grants, 50 credits in all');
  const more = load((await browser.get($('.grant').last().find('a').attr('href') ?? '')).html);
  expect(more('.grant')).toHaveLength(30);
});

test('a customer without credits is told where they come from', async () => {
  const { browser } = await signedIn(web.db, web.url);
  expect((await browser.get('/credits/explanation')).text).toContain('You have no credits yet.');
  expect((await browser.get('/dashboard')).html).toContain('href="/credits"');
});

test.each([
  'at=never',
  'at=2027-02-30T10:00',
  'at=2027-02-03',
  'at=2027-02-03T25:00',
  'told=0',
  'told=501',
  'told=x',
])('there is no explanation for ?%s', async (search) => {
  const { browser } = await signedIn(web.db, web.url);
  expect((await browser.get(`/credits/explanation?${search}`)).status).toBe(404);
});
