import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../http/accounts/browser.js';
import { newCustomer, newOperator, operatorSignsIn, PASSWORD } from '../http/accounts/people.js';
import { createCustomer } from '../support/credits.js';
import { Notebook, rawSignInRouter, serveAsItComes } from './as-it-comes.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office.close());

/** An upload as a browser sends one. */
function upload() {
  const body = new FormData();
  body.set('file', new Blob(['x'.repeat(50_000)]), 'large.bin');
  return { method: 'POST', body };
}

describe('an upload by nobody in particular', () => {
  test('fills the disk in AdminJS as it comes', async () => {
    const uploadDir = await mkdtemp(path.join(tmpdir(), 'quickscale-uploads-'));
    const raw = await serveAsItComes(rawSignInRouter({ resources: [new Notebook()] }, { uploadDir }));
    await fetch(`${raw.url}/api/resources/notes/actions/list`, { ...upload(), redirect: 'manual' });
    raw.close();
    const stored = await readdir(uploadDir);
    await rm(uploadDir, { recursive: true });
    expect(stored).toHaveLength(1);
  });

  test('is sent away here, before and after the sign-in', async () => {
    const before = await fetch(`${office.origin}/admin/api/resources/customers/actions/list`, upload());
    expect(before.status).toBe(401);
    const operator = await signInAs(office, 'admin');
    const boundary = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await operator.post('/resources/customers/actions/list', '--x--', boundary)).status).toBe(415);
  });
});

describe('a session id that an attacker chose', () => {
  test('is signed in afterwards in AdminJS as it comes', async () => {
    const raw = await serveAsItComes(rawSignInRouter({ resources: [new Notebook()] }));
    const cookie = (await fetch(`${raw.url}/login`)).headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await fetch(`${raw.url}/login`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=victim@example.com&password=x',
      redirect: 'manual',
    });
    const page = await fetch(raw.url, { headers: { cookie }, redirect: 'manual' });
    raw.close();
    expect(page.status).toBe(200);
  });

  test('is worth nothing here', async () => {
    const person = await newOperator(office.db, 'admin');
    const victim = new Browser(office.origin);
    await victim.get('/admin/login');
    const fixed = new Map(victim.cookies);
    await operatorSignsIn(victim, person);
    expect((await victim.get('/admin')).status).toBe(200);
    const attacker = new Browser(office.origin);
    for (const [name, value] of fixed) attacker.cookies.set(name, value);
    expect((await attacker.get('/admin')).location).toBe('/admin/login');
  });
});

describe('the door', () => {
  test('leads strangers to the sign-in page, and answers calls with 401', async () => {
    const stranger = new Browser(office.origin);
    expect(await stranger.get('/admin/resources/customers')).toMatchObject({
      status: 303,
      location: '/admin/login',
    });
    expect((await stranger.get('/admin/api/pages/dashboard')).status).toBe(401);
  });

  test('is shut for customers', async () => {
    const customer = await newCustomer(office.db);
    const browser = new Browser(office.origin);
    await browser.submit('/login', { email: customer.email, password: PASSWORD });
    expect((await browser.get('/admin')).location).toBe('/admin/login');
  });

  test('is shut for a customer whose session says it is an operator’s', async () => {
    const operator = await signInAs(office, 'admin');
    await office.db.query(`UPDATE users SET role = 'customer' WHERE id = $1`, [operator.id]);
    expect((await operator.read('/pages/dashboard')).status).toBe(401);
  });

  test.each([
    ['loses the second factor', 'totp_confirmed_at = NULL'],
    ['has the account closed', `status = 'closed', closed_at = now()`],
  ])('shuts at once behind an operator who %s', async (_what, change) => {
    const operator = await signInAs(office, 'admin');
    expect((await operator.read('/pages/dashboard')).status).toBe(200);
    await office.db.query(`UPDATE users SET ${change} WHERE id = $1`, [operator.id]);
    expect((await operator.read('/pages/dashboard')).status).toBe(401);
    expect((await operator.page()).headers.get('location')).toBe('/admin/login');
  });

  test('is not open with the password alone', async () => {
    const person = await newOperator(office.db, 'admin');
    const browser = new Browser(office.origin);
    await browser.submit('/admin/login', { email: person.email, password: PASSWORD });
    expect((await browser.get('/admin')).location).toBe('/admin/login');
  });
});

describe('an analyst', () => {
  let analyst: Operator;
  let customer: string;
  beforeAll(async () => {
    analyst = await signInAs(office, 'analyst');
    customer = await createCustomer(office.db);
  });

  test('sees the day’s figures', async () => {
    expect((await analyst.read('/pages/dashboard')).json).toMatchObject({
      counts: { customers: expect.any(Number) },
    });
  });

  test('sees no person, payment or ledger line', async () => {
    for (const resource of [
      'customers',
      'payments',
      'refunds',
      'grants',
      'entries',
      'stripe-events',
      'discrepancies',
      'audit',
      'operators',
    ]) {
      expect([resource, (await analyst.read(`/resources/${resource}/actions/list`)).status]).toEqual([
        resource,
        403,
      ]);
    }
    expect((await analyst.read(`/resources/customers/records/${customer}/show`)).status).toBe(403);
    expect((await analyst.read('/pages/search?q=example')).status).toBe(403);
  });

  test('moves no credits and no money', async () => {
    for (const action of ['previewAdjustment', 'adjustCredits']) {
      expect((await analyst.post(`/resources/customers/records/${customer}/${action}`, {})).status).toBe(403);
    }
  });

  test('is shown no list in the page', async () => {
    const state = /window\.REDUX_STATE=(.*?);window\.THEME/.exec((await analyst.page()).text)?.[1] ?? '';
    const { resources } = JSON.parse(state) as { resources: { resourceActions: unknown[] }[] };
    expect(resources.flatMap(({ resourceActions }) => resourceActions)).toEqual([]);
  });
});

test('support sees only its own part of the audit log, finance all of it', async () => {
  const [support, finance] = [await signInAs(office, 'support'), await signInAs(office, 'finance')];
  const actors = async (operator: Operator) => {
    const { json } = await operator.read('/resources/audit/actions/list');
    return new Set(json.records.map((record: { params: { actor_id: string } }) => record.params.actor_id));
  };
  expect(await actors(support)).toEqual(new Set([support.id]));
  expect((await actors(finance)).size).toBeGreaterThan(1);
  const foreign = (await finance.read('/resources/audit/actions/list')).json.records.find(
    (record: { params: { actor_id: string } }) => record.params.actor_id !== support.id,
  );
  const shown = await support.read(`/resources/audit/records/${foreign.id}/show`);
  expect(shown.json.notice.type).toBe('error');
  expect((await support.post('/resources/audit/actions/verify', {})).status).toBe(403);
});
