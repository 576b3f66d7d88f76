import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { grantCredits, placeHold, spend } from '../../../src/credits/index.js';
import { createPaidPack, createService, give } from '../../support/credits.js';
import { waitFor } from '../../support/wait-for.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

const DAY_MS = 86_400_000;

describe('the dashboard', () => {
  test('of a new customer says what to do first', async () => {
    const { browser } = await signedIn(web.db, web.url);
    const page = await browser.get('/dashboard');
    expect(page.text).toContain('You have no credits yet.');
    expect(page.text).toContain('Nothing has happened yet.');
    expect(load(page.html)('.credit-bar')).toHaveLength(0);
  });

  test('shows what can be spent by type with its end, and what happened with the running balance', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await createPaidPack(web.db, id, { received_minor: 2000, granted: 50_000 });
    await give(web.db, id, {
      amount: 10_000,
      type: 'promotional',
      expires_at: new Date(Date.now() + 400 * DAY_MS),
    });
    const service = await createService(web.db, 1_250, 'oracle');
    await spend(web.db, { wallet_id: id, service, quantity: 2, key_owner: 'customer', key: 'first' });
    const $ = load((await browser.get('/dashboard')).html);
    expect($('.figure').text()).toBe('575 credits');
    const legend = $('.legend li')
      .toArray()
      .map((item) => $(item).text());
    expect(legend[0]).toMatch(/^75 a gift, until \d+ \w+ 20\d\d$/);
    expect(legend[1]).toBe('500 that never expire');
    const rows = $('.movements tbody tr')
      .toArray()
      .map((row) => $(row).find('.is-number').text());
    expect(rows).toEqual(['−25575', '+100600', '+500500']);
    expect($('.movements tbody tr').first().text()).toContain('oracle × 2');
  });

  test('tells what is reserved, for which service and until when, apart from what can be spent', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await give(web.db, id, { amount: 10_000 });
    const service = await createService(web.db, 1_250, 'augur');
    const made_by = { made_by: 'a key', key_owner: 'company' };
    const placing = { wallet_id: id, service, quantity: 2, expires_in_s: 60, ...made_by, key: 'first' };
    await web.db.transaction((tx) => placeHold(tx, placing));
    const $ = load((await browser.get('/dashboard')).html);
    expect($('.figure').text()).toBe('75 credits');
    expect($('.legend').text()).toContain('25 set aside for running services');
    expect($('.reserved').text().trim()).toMatch(/^25 credits for augur × 2: reserved until \S/);
  });

  test('keeps what an operator wrote for colleagues to itself', async () => {
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
    for (const path of ['/dashboard', '/credits']) {
      const { text } = await browser.get(path);
      expect(text).toContain('Credits given by support');
      expect(text).not.toContain('to keep her quiet');
    }
  });

  test('forgets expired credits at the instant, though no job has run', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await give(web.db, id, { amount: 10_000, type: 'promotional', expires_at: new Date(Date.now() + 300) });
    const page = await waitFor(async () => {
      const shown = load((await browser.get('/dashboard')).html);
      return shown('.figure').text() === '0 credits' && shown('.credit-bar').length === 0 ? shown : undefined;
    });
    expect(page('.figure')).toHaveLength(1);
    const [last] = load((await browser.get('/dashboard')).html)('.movements tbody tr').toArray();
    expect(load(last ?? '').text()).toContain('Expired');
  });

  test.each([
    ['low_balance_threshold = 10000', 'Only 50 credits are left.'],
    ["spending_frozen_until = 'infinity'", 'Spending is frozen for now.'],
    ["suspended_until = 'infinity'", 'Your account is suspended'],
  ])('warns when %s', async (state, warning) => {
    const { browser, id } = await signedIn(web.db, web.url);
    await give(web.db, id, { amount: 5_000 });
    expect(load((await browser.get('/dashboard')).html)('.notice')).toHaveLength(0);
    await web.db.query(`UPDATE wallets SET ${state} WHERE id = $1`, [id]);
    expect(load((await browser.get('/dashboard')).html)('.notice').text()).toContain(warning);
  });

  test('shows a plan only to who has one', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    expect(load((await browser.get('/dashboard')).html)('#plan')).toHaveLength(0);
    await web.db.query(
      `WITH product AS (INSERT INTO products (stripe_id, name, kind, credit_amount, active)
                        VALUES ('prod_pro', 'Pro', 'subscription', 2000, true) RETURNING id),
            price AS (INSERT INTO prices (stripe_id, product_id, currency, unit_amount_minor, billing_interval, active)
                      SELECT 'price_pro', id, 'eur', 4999, 'month', true FROM product RETURNING id)
       INSERT INTO subscriptions (stripe_id, user_id, price_id, status, current_period_start, current_period_end)
       SELECT 'sub_1', $1, id, 'active', app.now(), app.now() + interval '1 month' FROM price`,
      [id],
    );
    const { text } = await browser.get('/dashboard');
    expect(text).toContain('Pro, monthly');
    expect(text).toContain('2,000 credits a month.');
    expect(text).toMatch(/Renews \d+ \w+( \d{4})? for €49\.99\./);
  });

  test.each(['/dashboard', '/credits', '/payments', '/services', '/api-keys', '/checkout/success'])(
    '%s asks strangers to sign in and brings them back',
    async (path) => {
      const answer = await fetch(web.url + path, { redirect: 'manual' });
      expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(path)}`);
    },
  );
});

describe('the statement', () => {
  test('goes through all movements by pages, each once, with and without JavaScript', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    for (let i = 1; i <= 45; i += 1) await give(web.db, id, { amount: i * 100 });
    const seen: string[] = [];
    let path: string | undefined = '/credits';
    for (let page = 0; path && page < 10; page += 1) {
      const $ = load((await browser.get(path)).html);
      seen.push(
        ...$('.gain')
          .toArray()
          .map((cell) => $(cell).text()),
      );
      path = $('.older a').attr('href');
      expect($('.older a').attr('hx-get')).toBe(path);
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, i) => `+${45 - i}`));
  });

  test('gives HTMX the rows alone', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    await give(web.db, id, { amount: 100 });
    const { html } = await browser.get('/credits?cursor=2', { 'hx-request': 'true' });
    expect(html).toContain('+1');
    expect(html).not.toContain('<html');
  });

  test.each(['0', '-1', 'x', '1e3', '9'.repeat(400), "1';--", '1&cursor=2'])(
    'has no page at cursor %.20s',
    async (cursor) => {
      const { browser } = await signedIn(web.db, web.url);
      expect((await browser.get(`/credits?cursor=${cursor}`)).status).toBe(404);
    },
  );
});
