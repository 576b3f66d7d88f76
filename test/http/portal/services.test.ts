import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { balance } from '../../../src/credits/index.js';
import { seedServices } from '../../../src/services/index.js';
import { give } from '../../support/credits.js';
import { type Browser, faultAt, type Page } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

/** A transparent GIF of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

let web: Web;
beforeAll(async () => {
  web = await startWeb();
  await web.db.transaction(seedServices);
});
afterAll(() => web.close());

async function customer(
  amount: number,
): Promise<{ browser: Browser; id: string; available: () => Promise<number> }> {
  const { browser, id } = await signedIn(web.db, web.url);
  if (amount > 0) await give(web.db, id, { amount });
  return { browser, id, available: async () => (await balance(web.db, id)).available };
}

/** Sends a service's form with a file, as a browser does. */
async function upload(
  browser: Browser,
  slug: string,
  file: Buffer | null,
  typed: object = {},
): Promise<Page> {
  const form = load((await browser.get('/services')).html)(`form[action="/services/${slug}/runs"]`);
  const body = new FormData();
  for (const { attribs } of form.find('input[type=hidden]').toArray())
    body.set(attribs.name ?? '', attribs.value ?? '');
  for (const [name, value] of Object.entries(typed)) body.set(name, value);
  if (file) body.set('input', new Blob([new Uint8Array(file)], { type: 'image/gif' }), 'pixel.gif');
  const path = `/services/${slug}/runs`;
  return browser.send(path, { method: 'POST', body, headers: { origin: browser.origin } });
}

const TEXT = '/services/text-sentiment/runs';

describe('a service', () => {
  test('runs in place: the result, the cost, the new balance and the history', async () => {
    const { browser, available } = await customer(500);
    const page = await browser.submit('/services', { input: 'What a wonderful day' }, TEXT);
    const $ = load(page.html);
    expect($('.result').text()).toContain('This text sounds positive.');
    expect($('.result').text()).toContain('1 credit spent.');
    expect($('#spendable').text()).toContain('4 credits');
    expect($('#usage tbody tr').first().text()).toContain('Text sentiment');
    expect(await available()).toBe(400);
  });

  test('answers HTMX with the form, a fresh key, and what changed beside it', async () => {
    const { browser } = await customer(500);
    const before = load((await browser.get('/services')).html);
    const form = before(`form[action="${TEXT}"]`);
    const hidden = Object.fromEntries(
      form
        .find('input[type=hidden]')
        .toArray()
        .map(({ attribs }) => [attribs.name ?? '', attribs.value ?? '']),
    );
    const page = await browser.post(TEXT, { ...hidden, input: 'Sad news' }, { 'hx-request': 'true' });
    const $ = load(page.html);
    expect(page.html).not.toContain('<html');
    expect($('input[name=attempt]').val()).not.toBe(hidden.attempt);
    expect($('#spendable').attr('hx-swap-oob')).toBe('true');
    expect($('#usage').attr('hx-swap-oob')).toBe('true');
  });

  test('sent twice by one form is charged once', async () => {
    const { browser, available } = await customer(500);
    const typed = { _csrf: await browser.token('/services'), attempt: randomUUID(), input: 'Fine' };
    const pages = await Promise.all([browser.post(TEXT, typed), browser.post(TEXT, typed)]);
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    expect(await available()).toBe(400);
  });

  test('without enough credits says what it needs and what there is, and sells more', async () => {
    const { browser, available } = await customer(300);
    const page = await upload(browser, 'image-metadata', PIXEL);
    expect(page.status).toBe(402);
    const notice = load(page.html)('.notice');
    expect(notice.text()).toContain('This needs 10 credits and 3 are available.');
    expect(notice.find('a').attr('href')).toBe('/pricing');
    expect(await available()).toBe(300);
  });

  test('reads an uploaded image', async () => {
    const { browser, available } = await customer(1_500);
    const page = await upload(browser, 'image-metadata', PIXEL);
    expect(page.status).toBe(200);
    expect(load(page.html)('.result').text()).toContain('A GIF image of 1 × 1 pixels.');
    expect(await available()).toBe(500);
  });

  test('that fails gives the credits back and says so, in the history too', async () => {
    const { browser, available } = await customer(1_500);
    const page = await upload(browser, 'image-metadata', Buffer.from('no image'));
    expect(page.status).toBe(422);
    expect(load(page.html)('.notice').text()).toContain('You were not charged.');
    expect(load(page.html)('#usage').text()).toContain('failed, credits given back');
    expect(await available()).toBe(1_500);
  });

  test('that is free runs without credits, and is in the history', async () => {
    const { browser } = await customer(0);
    await upload(browser, 'thumbnail', Buffer.from('no image'));
    expect((await browser.get('/services')).text).toContain('Thumbnail');
  });

  test.each(['suspended_until', 'spending_frozen_until'])('is refused while %s lies ahead', async (state) => {
    const { browser, id } = await customer(500);
    await web.db.query(`UPDATE wallets SET ${state} = 'infinity' WHERE id = $1`, [id]);
    const page = await browser.submit('/services', { input: 'Fine' }, TEXT);
    expect(page.status).toBe(403);
    expect(load(page.html)('.notice')).toHaveLength(1);
  });
});

describe('wrong input', () => {
  test.each([
    ['', 'Enter a text.'],
    ['x'.repeat(5_001), 'This is too large. A review, a comment, a sentence: up to 5,000 characters.'],
  ])('"%.10s" is told at the field and costs nothing', async (input, fault) => {
    const { browser, available } = await customer(500);
    const page = await browser.submit('/services', { input }, TEXT);
    expect(page.status).toBe(422);
    expect(faultAt(page, 'input')).toBe(fault);
    expect(await available()).toBe(500);
  });

  test('comes back as it was typed', async () => {
    const { browser } = await customer(0);
    const page = await browser.submit('/services', { input: 'My <b>text</b>' }, TEXT);
    expect(load(page.html)('#input-text-sentiment').text()).toBe('My <b>text</b>');
  });

  test('a missing or too large file is told at the field', async () => {
    const { browser } = await customer(1_500);
    expect(faultAt(await upload(browser, 'image-metadata', null), 'input')).toBe('Choose a file.');
    const large = await upload(browser, 'image-metadata', Buffer.alloc(2_000_001));
    expect(faultAt(large, 'input')).toContain('This is too large.');
    expect((await upload(browser, 'image-metadata', Buffer.alloc(5_000_000))).status).toBe(413);
  });

  test('an upload from outside the portal, without its token or without a session is refused', async () => {
    const { browser, available } = await customer(1_500);
    expect((await upload(browser, 'image-metadata', PIXEL, { _csrf: 'x' })).status).toBe(403);
    expect((await upload(browser, 'image-metadata', PIXEL, { attempt: 'x' })).status).toBe(403);
    const path = '/services/image-metadata/runs';
    const body = new FormData();
    body.set('input', new Blob([new Uint8Array(PIXEL)]), 'x.gif');
    const headers = { origin: 'https://evil.example' };
    expect((await browser.send(path, { method: 'POST', body, headers })).status).toBe(403);
    expect((await fetch(web.url + path, { method: 'POST', body })).status).toBe(401);
    expect(await available()).toBe(1_500);
  });

  test('a broken multipart body is a 400, not an error of ours', async () => {
    const { browser } = await customer(0);
    const headers = { 'content-type': 'multipart/form-data; boundary=x', origin: web.url };
    const page = await browser.send(TEXT, { method: 'POST', body: 'nonsense', headers });
    expect(page.status).toBe(400);
  });

  test('an unknown service, or one that only integrators run, does not exist here', async () => {
    const { browser } = await customer(500);
    await web.db.query(`INSERT INTO services (slug, name, cost) VALUES ('by-api-only', 'Batch work', 100)`);
    const typed = { _csrf: await browser.token('/services'), attempt: randomUUID(), input: 'x' };
    for (const slug of ['by-api-only', 'nothing', "x'--"]) {
      expect((await browser.post(`/services/${encodeURIComponent(slug)}/runs`, typed)).status).toBe(404);
    }
    expect((await browser.get('/services')).text).toContain('Batch work');
  });

  test.each(['x', '0', "'"])('there is no page of runs at cursor %s', async (cursor) => {
    const { browser } = await customer(0);
    expect((await browser.get(`/services?cursor=${cursor}`)).status).toBe(404);
  });
});
