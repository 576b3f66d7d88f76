import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { authenticateApiKey } from '../../../src/accounts/index.js';
import { waitFor } from '../../support/wait-for.js';
import { faultAt } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
});
afterAll(() => web.close());

test('a key is shown once, works for its owner, and is never shown again', async () => {
  const { browser, id } = await signedIn(web.db, web.url);
  const page = await browser.submit('/api-keys', { name: 'Backup script', expires_at: '' });
  const key = load(page.html)('.key-value code').text();
  expect(key).toMatch(/^qsk_[\w-]{43}$/);
  expect(await authenticateApiKey(web.db, key)).toMatchObject({ owner: 'customer', user_id: id });
  const again = await browser.get('/api-keys');
  expect(again.html).not.toContain(key);
  expect(again.text).toContain('Backup script');
});

test('the form sent twice makes one key, and the second answer says so without showing it again', async () => {
  const { browser } = await signedIn(web.db, web.url);
  const form = load((await browser.get('/api-keys')).html);
  const typed = {
    _csrf: await browser.token('/api-keys'),
    name: 'Twice',
    expires_at: '',
    attempt: String(form('input[name=attempt]').val()),
  };
  const [first, second] = [await browser.post('/api-keys', typed), await browser.post('/api-keys', typed)];
  expect([first.status, second.status]).toEqual([201, 409]);
  expect(second.text).toContain('This key was made already and is not shown again.');
  expect(second.html).not.toContain(load(first.html)('.key-value code').text());
  const page = load((await browser.get('/api-keys')).html);
  expect(page('tbody tr')).toHaveLength(1);
  expect(page('input[name=attempt]').val()).not.toBe(typed.attempt);
});

test('a revoked key stays in the list and works no longer', async () => {
  const { browser } = await signedIn(web.db, web.url);
  const page = await browser.submit('/api-keys', { name: 'Old laptop', expires_at: '' });
  const key = load(page.html)('.key-value code').text();
  const action = load(page.html)('form[action$="/revocation"]').attr('action') ?? '';
  expect((await browser.submit('/api-keys', {}, action)).location).toBe('/api-keys');
  expect((await browser.get('/api-keys')).text).toContain('Revoked');
  const refusal = await waitFor(() =>
    authenticateApiKey(web.db, key).then(
      () => null,
      (error: Error) => error,
    ),
  );
  expect(refusal).toMatchObject({ code: 'invalid_api_key' });
});

test('somebody else’s key cannot be revoked, and seems not to exist', async () => {
  const owner = await signedIn(web.db, web.url);
  const page = await owner.browser.submit('/api-keys', { name: 'Mine', expires_at: '' });
  const action = load(page.html)('form[action$="/revocation"]').attr('action') ?? '';
  const { browser } = await signedIn(web.db, web.url);
  const typed = { _csrf: await browser.token('/api-keys') };
  for (const path of [action, `/api-keys/${randomUUID()}/revocation`, '/api-keys/x/revocation']) {
    expect((await browser.post(path, typed)).status).toBe(404);
  }
  expect((await owner.browser.get('/api-keys')).text).toContain('Active');
});

test.each([
  ['name', '  ', 'Give the key a name.'],
  ['name', 'x'.repeat(101), 'Use at most 100 characters.'],
  [
    'name',
    'C\u200bI',
    'There is a character in it that cannot be seen (U+200B). Type it instead of pasting it.',
  ],
  ['expires_at', 'tomorrow', 'Choose a day.'],
  ['expires_at', '2026-02-30', 'Choose a day.'],
  ['expires_at', '2001-01-01', 'Choose a day in the future.'],
])('%s "%.12s" is refused at the field', async (field, value, fault) => {
  const { browser } = await signedIn(web.db, web.url);
  const page = await browser.submit('/api-keys', { name: 'Key', expires_at: '', [field]: value });
  expect(page.status).toBe(422);
  expect(faultAt(page, field)).toBe(fault);
});
