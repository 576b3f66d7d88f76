import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { payOn } from '../../billing/shop.js';
import { type Shop, startShop } from '../../support/shop.js';
import { waitFor } from '../../support/wait-for.js';
import type { Browser } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';

const PATH = '/payment-methods';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.close());

/** Follows "Add a card" to Stripe's page, saves one there, and answers where that leads back to. */
async function save(browser: Browser, card = '4242424242424242'): Promise<string> {
  const { location } = await browser.submit(PATH, {});
  await payOn(String(location), card);
  const { searchParams } = new URL(`${shop.url}/saved?session_id=${String(location).split('/').at(-1)}`);
  return `${PATH}/saved?session_id=${searchParams.get('session_id')}`;
}

const rows = async (browser: Browser) => {
  const $ = load((await browser.get(PATH)).html);
  return $('tbody tr')
    .toArray()
    .map((row) => $(row).text().replace(/\s+/g, ' ').trim());
};

test('while Stripe’s word is missing, the page after saving says so and asks again', async () => {
  const { browser } = await signedIn(shop.db, shop.url);
  expect((await browser.get(PATH)).text).toContain('No card yet.');
  const page = await browser.get(await save(browser));
  expect(page.text).toContain('Saving your card');
  const again = load(page.html)('[hx-get]').attr('hx-get') ?? '';
  expect(again).toContain('&since=');
  const part = await browser.get(again, { 'HX-Request': 'true' });
  expect(part.html).not.toContain('<header');
  expect((await browser.get(again.replace(/since=\d+/, 'since=1'))).text).toContain(
    'taking longer than usual',
  );
  expect((await browser.get(PATH)).text).toContain('No card yet.');
});

test('nobody sees how another’s saving goes, and coming back without a card says what was not done', async () => {
  const [one, other] = [await signedIn(shop.db, shop.url), await signedIn(shop.db, shop.url)];
  const path = await save(one.browser);
  expect((await other.browser.get(path)).status).toBe(404);
  expect((await one.browser.get(`${PATH}/not-saved`)).text).toContain('Nothing was charged');
  expect((await one.browser.get(`${PATH}/saved?session_id=x`)).status).toBe(404);
});

describe('with the worker', () => {
  beforeAll(() => shop.startWork());

  test('a customer saves two cards, changes the default and removes one', async () => {
    const { browser } = await signedIn(shop.db, shop.url);
    const path = await save(browser);
    await waitFor(async () => (await browser.get(path)).text.includes('Visa ·· 4242 is saved'));
    await waitFor(async () => (await rows(browser))[0]?.includes('Default'));
    const second = await save(browser, '5555555555554444');
    await waitFor(async () => (await browser.get(second)).text.includes('Mastercard ·· 4444 is saved'));
    expect(await rows(browser)).toEqual([
      expect.stringMatching(/^Visa ·· 4242 expires 12\/\d{4} 12\/\d{4} Default Remove/),
      expect.stringMatching(/^Mastercard ·· 4444 .* Make default/),
    ]);

    const $ = load((await browser.get(PATH)).html);
    const choose = $('form[action$="/default"]').attr('action') ?? '';
    expect((await browser.submit(PATH, {}, choose)).location).toBe(`${PATH}?done=default`);
    expect((await browser.get(`${PATH}?done=default`)).text).toContain('Your default is changed.');
    expect((await rows(browser))[0]).toContain('Mastercard ·· 4444');

    const remove = choose.replace('/default', '/removal');
    expect((await browser.submit(PATH, {}, remove)).location).toBe(`${PATH}?done=removed`);
    expect(await rows(browser)).toHaveLength(1);
  });

  test('another’s card cannot be removed or chosen', async () => {
    const [owner, other] = [await signedIn(shop.db, shop.url), await signedIn(shop.db, shop.url)];
    const path = await save(owner.browser);
    await waitFor(async () => (await owner.browser.get(path)).text.includes('4242 is saved'));
    const { id } = await shop.db.one<{ id: string }>('SELECT id FROM payment_methods WHERE user_id = $1', [
      owner.id,
    ]);
    const $ = load((await other.browser.get(PATH)).html);
    const fields = {
      _csrf: $('[name=_csrf]').first().attr('value') ?? '',
      attempt: $('[name=attempt]').attr('value') ?? '',
    };
    for (const action of ['default', 'removal']) {
      expect((await other.browser.post(`${PATH}/${id}/${action}`, fields)).status).toBe(404);
    }
    expect(await rows(owner.browser)).toHaveLength(1);
  });
});

test('strangers are asked to sign in first', async () => {
  const answer = await fetch(shop.url + PATH, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(PATH)}`);
});
