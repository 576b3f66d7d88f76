import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { topUpOf } from '../../../src/billing/index.js';
import { walletState } from '../../../src/credits/index.js';
import { give } from '../../support/credits.js';
import { type Shop, startShop } from '../../support/shop.js';
import { type Browser, faultAt, type Page } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';

const PATH = '/credits/running-low';

let web: Shop;
beforeAll(async () => {
  web = await startShop();
});
afterAll(() => web.close());

test('a customer says when to be told, is shown what he said, and takes it back', async () => {
  const { browser, id, email } = await signedIn(web.db, web.url);
  await give(web.db, id, { amount: 15_000 });
  const saved = await browser.submit(PATH, { threshold: ' 100 ' }, `${PATH}/notice`);
  expect(saved.location).toBe(`${PATH}?done=notice`);
  expect((await walletState(web.db, id)).low_balance_threshold).toBe(10_000);
  const page = await browser.get(`${PATH}?done=notice`);
  expect(page.text).toContain('Saved: we will tell you.');
  expect(page.text).toContain('You have 150 credits to spend.');
  expect(page.text).toContain(`One mail to ${email}`);
  expect(load(page.html)('[name=threshold]').val()).toBe('100');

  await browser.submit(PATH, { threshold: '' }, `${PATH}/notice`);
  expect((await walletState(web.db, id)).low_balance_threshold).toBeNull();
});

test.each([
  ['0', 'Write a number from 1'],
  ['12.5', 'whole number of credits'],
  ['-5', 'whole number of credits'],
  ['many', 'whole number of credits'],
  ['99999999', 'Write a number from 1'],
])('says what is wrong with "%s" and keeps it in the field', async (threshold, fault) => {
  const { browser, id } = await signedIn(web.db, web.url);
  const page = await browser.submit(PATH, { threshold }, `${PATH}/notice`);
  expect(page.status).toBe(422);
  expect(faultAt(page, 'threshold')).toContain(fault);
  expect(load(page.html)('[name=threshold]').val()).toBe(threshold);
  expect((await walletState(web.db, id)).low_balance_threshold).toBeNull();
});

test('the dashboard warns below the threshold and leads to the settings', async () => {
  const { browser, id } = await signedIn(web.db, web.url);
  await give(web.db, id, { amount: 5_000 });
  expect(load((await browser.get('/dashboard')).html)(`main a[href="${PATH}"]`)).toHaveLength(1);
  await browser.submit(PATH, { threshold: '100' }, `${PATH}/notice`);
  expect((await browser.get('/dashboard')).text).toContain('Only 50 credits are left.');
});

test('strangers are asked to sign in first', async () => {
  const answer = await fetch(web.url + PATH, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(PATH)}`);
});

describe('automatic top-up', () => {
  const ALLOWED = { below: '100', cap: '60', card: 'default', consent: 'yes' };

  async function withCard() {
    const customer = await signedIn(web.db, web.url);
    await web.db.query(
      `INSERT INTO payment_methods (stripe_id, user_id, brand, last4, exp_month, exp_year, is_default)
       VALUES ($1, $2, 'visa', '4242', 12, 2040, true)`,
      [`pm_${randomUUID()}`, customer.id],
    );
    return customer;
  }

  async function send(browser: Browser, typed: Record<string, string>): Promise<Page> {
    const $ = load((await browser.get(PATH)).html);
    const price = $('#price option').first().attr('value') ?? '';
    return browser.submit(PATH, { price, ...typed }, `${PATH}/top-up`);
  }

  test('asks for a card before anything else', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const page = await browser.get(PATH);
    expect(page.text).toContain('You have saved no card yet.');
    expect(load(page.html)('form[action$="/top-up"]')).toHaveLength(0);
  });

  test('is off until allowed, shows what was allowed, and is taken back', async () => {
    const { browser, id } = await withCard();
    expect((await browser.get(PATH)).text).toContain('Automatic top-up Off');
    expect((await send(browser, ALLOWED)).location).toBe(`${PATH}?done=top-up`);
    expect(await topUpOf(web.db, id)).toMatchObject({ on: true, threshold: 10_000, monthly_cap_minor: 6000 });
    const page = await browser.get(PATH);
    expect(page.text).toContain('Automatic top-up On');
    expect(page.text).toContain('Bought this month: €0.00 of €60.00.');
    const $ = load(page.html);
    expect([$('[name=below]').val(), $('[name=cap]').val(), $('[name=card]').val()]).toEqual([
      '100',
      '60.00',
      'default',
    ]);
    await web.db.query(
      `INSERT INTO payment_methods (stripe_id, user_id, brand, last4, exp_month, exp_year)
       VALUES ($1, $2, 'visa', '4242', 3, 2024)`,
      [`pm_${randomUUID()}`, id],
    );
    const cards = load((await browser.get(PATH)).html)('#card option');
    expect(cards.map((_, card) => load(card).text()).get()).toEqual([
      'My default, now Visa ·· 4242',
      'Visa ·· 4242, expires 12/2040',
      'Visa ·· 4242, expired 03/2024',
    ]);

    await browser.submit(PATH, {}, `${PATH}/top-up/removal`);
    expect(await topUpOf(web.db, id)).toMatchObject({ on: false, why_off: null });
    expect((await walletState(web.db, id)).low_balance_threshold).toBeNull();
  });

  test.each([
    ['below', '', 'whole number of credits'],
    ['below', '0', 'Write a number from 1'],
    ['cap', 'plenty', 'Write an amount, such as 60.00.'],
    ['cap', '19.99', 'One pack costs €20.00'],
    ['consent', 'no', 'Tick this'],
    ['card', randomUUID(), 'Save a card first, or choose one'],
  ])('says at the field what is wrong with %s "%s", and keeps the rest', async (field, value, fault) => {
    const { browser, id } = await withCard();
    const page = await send(browser, { ...ALLOWED, below: '250', [field]: value });
    expect(page.status).toBe(422);
    expect(load(page.html)(`#${field}-help`).text()).toContain(fault);
    if (field !== 'below') expect(load(page.html)('[name=below]').val()).toBe('250');
    expect(await topUpOf(web.db, id)).toBeUndefined();
  });

  test('tells why it waits or has stopped', async () => {
    const { browser, id } = await withCard();
    await send(browser, ALLOWED);
    await web.db.query(
      `UPDATE top_ups SET waits_for = 'cap', next_attempt_at = app.now() + interval '9 days' WHERE wallet_id = $1`,
      [id],
    );
    const waiting = await browser.get(PATH);
    expect(waiting.text).toContain('Automatic top-up Paused');
    expect(waiting.text).toContain('This month’s limit is reached. It goes on');
    await web.db.query(
      `UPDATE top_ups SET status = 'off', off_reason = 'no_card', waits_for = NULL, next_attempt_at = NULL WHERE wallet_id = $1`,
      [id],
    );
    expect((await browser.get(PATH)).text).toContain(
      'We have switched it off. The card that it charged is no longer saved.',
    );
  });
});
