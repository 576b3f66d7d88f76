import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import express from 'express';
import { useViews } from '../../src/http/views.js';

const now = new Date('2026-11-23T18:10:00Z');
let base = '';
let close: () => Promise<void>;

beforeAll(async () => {
  const app = express();
  useViews(app);
  app.get('/page', (_req, res) => {
    const lately = [
      { label: '<b>Bold</b>', at: new Date('2026-11-23T15:20:00Z'), amount: -12_050, available_after: 100 },
    ];
    res.render('portal/dashboard', {
      title: 'A & B',
      now,
      greeting: 'Hello',
      balance: { available: 100 },
      lately,
    });
  });
  app.get('/form', (_req, res) => {
    const errors = { email: 'This does not look like an email address.' };
    res.render('portal/contact/index', {
      title: 'Contact',
      csrfToken: 'token',
      values: { body: 'one\n  two' },
      errors,
    });
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => new Promise((resolve) => server.close(() => resolve()));
});
afterAll(() => close());

async function page(path: string, cookie = '') {
  return load(await (await fetch(base + path, { headers: { cookie } })).text());
}

describe('a page', () => {
  test('escapes what it is given', async () => {
    const $ = await page('/page');
    expect($('title').text()).toBe('A & B · QuickScale');
    expect($('.movements b')).toHaveLength(0);
    expect($('.movements td').first().text()).toContain('<b>Bold</b>');
  });

  test('writes amounts with a true minus, and one credit as one', async () => {
    const $ = await page('/page');
    expect($('.movements .is-number').first().text()).toBe('−120.50');
    expect($('.figure').text()).toBe('1 credit');
  });

  test('says moments in the reader’s time zone and keeps them exact for machines', async () => {
    const $ = await page('/page', 'tz=Europe%2FBerlin');
    expect($('time').text()).toBe('today, 16:20');
    expect($('time').attr('datetime')).toBe('2026-11-23T15:20:00.000Z');
  });

  test.each(['tz=Nowhere%2FLand', 'tz=%E0%A4%A', 'tz=../../etc', `tz=${'A'.repeat(3000)}`])(
    'falls back to UTC for a zone that is none: %.20s',
    async (cookie) => {
      expect((await page('/page', cookie))('time').text()).toBe('today, 15:20 UTC');
    },
  );

  test('takes the theme that the reader chose, and only light or dark', async () => {
    expect((await page('/page', 'theme=dark'))('html').attr('data-theme')).toBe('dark');
    expect((await page('/page', 'theme="><script>'))('html').attr('data-theme')).toBeUndefined();
  });

  test('shows no sandbox badge unless one is given', async () => {
    expect((await page('/page'))('.site-header .chip')).toHaveLength(0);
  });
});

describe('a form field', () => {
  test('shows its error beside it and tells assistive technology', async () => {
    const $ = await page('/form');
    const email = $('#email');
    expect(email.attr('aria-invalid')).toBe('true');
    expect($(`#${email.attr('aria-describedby')}`).text()).toBe('This does not look like an email address.');
    expect($('#name').attr('aria-invalid')).toBeUndefined();
  });

  test('gives a long text back exactly as it was typed', async () => {
    const $ = await page('/form');
    expect($('textarea').text()).toBe('one\n  two');
    expect($('input[name=_csrf]').val()).toBe('token');
  });
});

describe('the assets', () => {
  test('of a page are all there, and may be kept for ever', async () => {
    const $ = await page('/page');
    const addresses = $('link[href^="/assets"], script[src]')
      .map((_, tag) => $(tag).attr('href') ?? $(tag).attr('src') ?? '')
      .get();
    expect(addresses.length).toBeGreaterThan(8);
    for (const address of addresses) {
      const answer = await fetch(base + address);
      expect([address, answer.status]).toEqual([address, 200]);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
  });

  test('of another version are not served under this one’s promise', async () => {
    expect((await fetch(`${base}/assets/000000000000/base.css`)).status).toBe(404);
  });

  test('do not open the rest of the disk', async () => {
    const address = (await page('/page'))('link[rel=stylesheet]').last().attr('href') ?? '';
    const outside = address.replace('pages.css', '..%2f..%2fpackage.json');
    expect((await fetch(base + outside)).status).not.toBe(200);
  });
});
