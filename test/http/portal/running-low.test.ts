import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import { walletState } from '../../../src/credits/index.js';
import { give } from '../../support/credits.js';
import { faultAt } from '../accounts/browser.js';
import { signedIn } from '../accounts/people.js';
import { startWeb, type Web } from '../accounts/web.js';

const PATH = '/credits/running-low';

let web: Web;
beforeAll(async () => {
  web = await startWeb();
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
  expect(load((await browser.get('/dashboard')).html)(`a[href="${PATH}"]`)).toHaveLength(1);
  await browser.submit(PATH, { threshold: '100' }, `${PATH}/notice`);
  expect((await browser.get('/dashboard')).text).toContain('Only 50 credits are left.');
});

test('strangers are asked to sign in first', async () => {
  const answer = await fetch(web.url + PATH, { redirect: 'manual' });
  expect(answer.headers.get('location')).toBe(`/login?next=${encodeURIComponent(PATH)}`);
});
