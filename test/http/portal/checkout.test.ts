import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { type Shop, startShop } from '../../support/shop.js';
import { waitFor } from '../../support/wait-for.js';
import { Browser, faultAt } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';

const FINE = '4242424242424242';
const NO_FUNDS = '4000000000009995';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
  await shop.startWork();
});
afterAll(() => shop.close());

/** The hidden fields of the first pack's form. */
async function packForm(browser: Browser): Promise<Record<string, string>> {
  const form = load((await browser.get('/pricing')).html)('form[action="/checkout"]').first();
  const hidden = form.find('input[type=hidden]').toArray();
  return Object.fromEntries(hidden.map(({ attribs }) => [attribs.name ?? '', attribs.value ?? '']));
}

/** The hidden fields of the first plan's form. */
async function planForm(browser: Browser): Promise<Record<string, string>> {
  const hidden = load((await browser.get('/pricing')).html)('.plan form')
    .first()
    .find('input')
    .toArray();
  return Object.fromEntries(hidden.map(({ attribs }) => [attribs.name ?? '', attribs.value ?? '']));
}

async function pay(paymentPage: string, card: string): Promise<string> {
  const body = new URLSearchParams({ card });
  const answer = await fetch(paymentPage, { method: 'POST', body, redirect: 'manual' });
  return answer.headers.get('location') ?? '';
}

/** What the buyer does: pack, payment page, card. Answers the path where Stripe sends him. */
async function buy(browser: Browser, card = FINE, quantity = '1'): Promise<string> {
  const opened = await browser.post('/checkout', { ...(await packForm(browser)), quantity });
  const back = await pay(opened.location ?? '', card);
  return back.replace(shop.url, '');
}

describe('buying credits', () => {
  test('leads to Stripe’s page, and back to the new balance and a receipt', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const back = await buy(browser, FINE, '2');
    expect(back).toMatch(/^\/checkout\/success\?session_id=cs_/);
    const paid = await waitFor(async () => {
      const page = await browser.get(back);
      expect(page.text).toContain('1,000 credits are yours');
      return page;
    });
    expect(load(paid.html)('.figure').text()).toBe('1,000 credits');
    const receipt = load(paid.html)('a[href$="/receipt"]').attr('href') ?? '';
    expect((await browser.get(receipt)).text).toContain('€40.00');
    expect((await browser.get('/dashboard')).text).toContain('1,000 that never expire');
  });

  test('sent twice at once opens one payment page', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const form = { ...(await packForm(browser)), quantity: '1' };
    const [first, second] = await Promise.all([
      browser.post('/checkout', form),
      browser.post('/checkout', form),
    ]);
    expect(first.status).toBe(303);
    expect(second.location).toBe(first.location);
  });

  test('again with the form of a purchase that is over starts afresh, and does not charge', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const form: Record<string, string> = { ...(await packForm(browser)), quantity: '1' };
    const opened = await browser.post('/checkout', form);
    await pay(opened.location ?? '', FINE);
    const again = await browser.post('/checkout', form);
    expect(again.status).toBe(409);
    expect(again.text).toContain('This checkout is over. Please start again.');
    expect(load(again.html)('input[name=attempt]').first().val()).not.toBe(form.attempt);
  });

  test('with a card without money tells why in the payments, and gives nothing', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const back = await buy(browser, NO_FUNDS);
    expect(back).not.toContain('/checkout/success');
    await waitFor(async () => {
      const page = await browser.get('/payments');
      expect(page.text).toContain('There is not enough money on the card.');
      expect(page.text).toContain('Declined');
      return true;
    });
    expect((await browser.get('/dashboard')).text).toContain('You have no credits yet');
  });

  test.each([
    ['0', 'Choose a number from 1 to 100.'],
    ['101', 'Choose a number from 1 to 100.'],
    ['1.5', 'Choose a number from 1 to 100.'],
    ['many', 'Choose a number from 1 to 100.'],
    ['', 'Choose a number from 1 to 100.'],
  ])('of "%s" packs is refused at the field', async (quantity, message) => {
    const { browser } = await signedIn(shop.db, shop.url);
    const page = await browser.post('/checkout', { ...(await packForm(browser)), quantity });
    expect(page.status).toBe(422);
    expect(faultAt(page, 'quantity')).toBe(message);
  });

  test.each([
    ['no price at all', 'none'],
    ['an unknown price', 'unknown'],
  ])('of %s is refused with a word', async (_what, kind) => {
    const { browser } = await signedIn(shop.db, shop.url);
    const price = { none: "'; DROP TABLE prices", unknown: randomUUID() }[kind] ?? '';
    const page = await browser.post('/checkout', { ...(await packForm(browser)), price, quantity: '1' });
    expect(page.status).toBe(409);
    expect(page.text).toContain('This is not for sale at the moment.');
  });

  test('is for people who are signed in', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const form = { ...(await packForm(browser)), quantity: '1' };
    await browser.submit('/settings', {}, '/logout');
    expect((await browser.post('/checkout', form)).status).toBeGreaterThanOrEqual(400);
    expect((await browser.get('/dashboard')).location).toBe('/login?next=%2Fdashboard');
  });
});

describe('the page after the payment', () => {
  test('asks again by itself, with JavaScript and without', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const opened = await browser.post('/checkout', { ...(await packForm(browser)), quantity: '1' });
    const session = /cs_\w+/.exec(opened.location ?? '')?.[0];
    const page = await browser.get(`/checkout/success?session_id=${session}`);
    const $ = load(page.html);
    expect(page.text).toContain('Confirming your payment');
    expect($('#checkout [hx-trigger]').attr('hx-trigger')).toBe('every 1s');
    expect(load($('noscript').text())('meta').attr('content')).toContain(
      `url=/checkout/success?session_id=${session}`,
    );
    const asked = await browser.get($('#checkout [hx-get]').attr('hx-get') ?? '', { 'hx-request': 'true' });
    expect(asked.html).not.toContain('<html');
  });

  test('says so when Stripe’s word is late, and asks less often', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const opened = await browser.post('/checkout', { ...(await packForm(browser)), quantity: '1' });
    const session = /cs_\w+/.exec(opened.location ?? '')?.[0];
    const page = await browser.get(`/checkout/success?session_id=${session}&since=1700000000000`);
    expect(page.text).toContain('taking longer than usual');
    expect(load(page.html)('#checkout [hx-trigger]').attr('hx-trigger')).toBe('every 5s');
  });

  test('of somebody else, of nobody and of nonsense does not exist', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const { browser: other } = await signedIn(shop.db, shop.url);
    const back = await buy(browser);
    const session = /cs_\w+/.exec(back)?.[0];
    for (const id of [session, 'cs_test_doesnotexist', "cs_'; --", '', 'x'.repeat(5000)]) {
      const page = await other.get(`/checkout/success?session_id=${encodeURIComponent(id ?? '')}`);
      expect([id?.slice(0, 30), page.status]).toEqual([id?.slice(0, 30), 404]);
    }
  });

  test('tells who came back without paying that nothing was charged', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    expect((await browser.get('/checkout/cancelled')).text).toContain('Nothing was charged');
    expect((await browser.get('/checkout/error')).text).toContain('Nothing was charged');
  });
});

describe('while Stripe does not answer', () => {
  const fault = (given: object) => shop.stripe.control('POST', 'faults', given);
  afterEach(() => shop.stripe.control('DELETE', 'faults'));

  /** Stripe's sessions of a customer that a payment page can be opened of. */
  const sessionsOf = async (page: string) => {
    const session = await shop.stripe.stripe.checkout.sessions.retrieve(/cs_\w+/.exec(page)?.[0] ?? '');
    const { data } = await shop.stripe.stripe.checkout.sessions.list({ customer: String(session.customer) });
    return data.length;
  };

  test('each call of a plan’s checkout may lose its answer once: one payment page opens all the same', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const form = await planForm(browser);
    for (const path of ['/v1/customers', '/v1/subscriptions', '/v1/checkout/sessions'])
      await fault({ fault: '500', path, count: 1 });
    const { location } = await browser.post('/checkout', form);
    expect(location).toContain('/cs_');
    expect(await sessionsOf(location ?? '')).toBe(1);
  });

  test('for long, the choice is kept, and trying again opens the one payment page', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const form = { ...(await packForm(browser)), quantity: '2' };
    await fault({ fault: '500-before', path: '/v1/checkout/sessions', method: 'POST' });
    const { location } = await browser.post('/checkout', form);
    expect(location).toMatch(/^\/checkout\/error\?/);
    const page = await browser.get(location ?? '');
    expect(page.text).toContain('Nothing was charged, and nothing is lost');
    expect(page.text).toContain('2 × 500 credits for €40.00');
    await shop.stripe.control('DELETE', 'faults');
    const again = await browser.submit(location ?? '', {}, '/checkout');
    expect(again.location).toContain('/cs_');
    expect((await browser.post('/checkout', form)).location).toBe(again.location);
    expect(await sessionsOf(again.location ?? '')).toBe(1);
  });

  test('who is refused for good is not told to try the same again', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    await fault({ fault: '400', path: '/v1/checkout/sessions', method: 'POST', count: 1 });
    const { location } = await browser.post('/checkout', { ...(await packForm(browser)), quantity: '1' });
    const page = await browser.get(location ?? '');
    expect(page.text).toContain('Stripe refused to open it');
    expect(load(page.html)('form[action="/checkout"]')).toHaveLength(0);
  });

  test('a card is saved and Stripe’s portal opened although an answer is lost', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    await fault({ fault: '500', path: '/v1/checkout/sessions', count: 1 });
    await fault({ fault: '500', path: '/v1/billing_portal', count: 1 });
    const saving = await browser.submit('/payment-methods', {}, '/payment-methods');
    expect(saving.location).toContain('/cs_');
    const portal = await browser.submit('/payment-methods', {}, '/billing/stripe');
    expect(portal.status).toBe(303);
  });
});

describe('a plan', () => {
  test('is bought on Stripe’s page, and a second one refused with the way to the first', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const [form, second] = [await planForm(browser), await planForm(browser)];
    const opened = await browser.post('/checkout', form);
    const back = (await pay(opened.location ?? '', FINE)).replace(shop.url, '');
    await waitFor(async () => {
      const page = await browser.get(back);
      expect(page.text).toContain('500 credits are yours');
      expect(page.text).toMatch(/Basic, monthly, renews \d+ \w+( \d{4})? for €14\.99/);
      return page;
    });
    const refused = await browser.post('/checkout', second);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('You have a plan already, so nothing was bought.');
    expect(load(refused.html)('.notice.is-bad a').attr('href')).toBe('/subscription');
    expect(load(refused.html)('.plan form')).toHaveLength(0);
  });

  test('shows strangers what it costs, and no form', async () => {
    const $ = load((await new Browser(shop.url).get('/pricing')).html);
    expect($('.plan').text()).toContain('€14.99 a month');
    expect($('.plan form')).toHaveLength(0);
    expect($('.plan a').attr('href')).toBe('/register');
  });
});
