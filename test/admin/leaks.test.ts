import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { load } from 'cheerio';
import type { Model } from '../../admin/adapter/model.js';
import { pickColumns } from '../../admin/adapter/model.js';
import { scriptJson } from '../../admin/shell.js';
import { datamodel } from '../../build/prisma/datamodel.js';
import { createCustomer, createPaidPack } from '../support/credits.js';
import { Notebook, rawRouter, serveAsItComes, signedIn } from './as-it-comes.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

const HOSTILE = '</script><script>alert(1)</script><!--';

let office: Office;
let operator: Operator;
let customer: string;
let payment: string;

beforeAll(async () => {
  office = await startOffice();
  operator = await signInAs(office, 'admin');
  customer = await createCustomer(office.db, 'secretive@example.com');
  await office.db.query(
    `UPDATE users SET password_hash = 'THE-PASSWORD-HASH', totp_secret = 'THE-TOTP-SECRET', name = $2 WHERE id = $1`,
    [customer, HOSTILE],
  );
  ({ payment_id: payment } = await createPaidPack(office.db, customer, {
    received_minor: 2000,
    granted: 50_000,
  }));
});
afterAll(() => office.close());

describe('a column that is only hidden', () => {
  test('travels in AdminJS as it comes', async () => {
    const options = { properties: { secret: { isVisible: false } } };
    const raw = await serveAsItComes(
      rawRouter({ resources: [{ resource: new Notebook(), options }] }),
      signedIn({ email: 'a' }),
    );
    const answers = await Promise.all(
      ['actions/list', 'actions/search/Note', 'records/1/show'].map(async (path) =>
        (await fetch(`${raw.url}/api/resources/notes/${path}`)).text(),
      ),
    );
    raw.close();
    for (const answer of answers) expect(answer).toContain('the hidden value');
  });

  test('is not even in the model here: no answer holds a secret, nor its name', async () => {
    const answers = await Promise.all([
      operator.read('/resources/customers/actions/list'),
      operator.read(`/resources/customers/records/${customer}/show`),
      operator.read('/resources/payments/actions/list'),
      operator.read(`/resources/payments/records/${payment}/show`),
      operator.read('/resources/entries/actions/list'),
      operator.read('/resources/operators/actions/list'),
      operator.read('/pages/search?q=secretive'),
      operator.page(),
    ]);
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).not.toMatch(/THE-(PASSWORD|TOTP)|password_hash|totp_secret|totp_last_step|\$argon2/);
    }
  });

  test('a populated reference brings only what its own list shows', async () => {
    const { json } = await operator.read(`/resources/payments/records/${payment}/show`);
    const populated = json.record.populated.user_id.params;
    expect(Object.keys(populated).sort()).toEqual([
      'created_at',
      'email',
      'email_verified_at',
      'id',
      'last_sign_in_at',
      'name',
      'status',
      'stripe_customer_id',
    ]);
  });

  test.each([
    ['User', 'password_hash'],
    ['User', 'totp_secret'],
    ['ApiKey', 'hash'],
    ['Session', 'sess'],
    ['RecoveryCode', 'hash'],
  ])('no resource can be made that shows %s.%s', (name, column) => {
    const model = datamodel.models.find((candidate) => candidate.name === name) as unknown as Model;
    expect(() => pickColumns(model, [column])).toThrow('is a secret');
  });
});

describe('a name that is a script', () => {
  test('runs in the page of AdminJS as it comes', async () => {
    const raw = await serveAsItComes(
      rawRouter({ resources: [new Notebook()] }),
      signedIn({ email: HOSTILE }),
    );
    const html = await (await fetch(raw.url)).text();
    raw.close();
    expect(
      load(html)('script')
        .toArray()
        .map((script) => load(script).text()),
    ).toContain('alert(1)');
  });

  test('is only text in ours', async () => {
    await office.db.query('UPDATE users SET name = $2 WHERE id = $1', [operator.id, HOSTILE]);
    const { text } = await operator.page();
    const $ = load(text);
    const inline = $('script:not([src])').toArray();
    expect(inline).toHaveLength(2);
    expect($('script').text()).toContain('\\u003c/script\\u003e\\u003cscript\\u003ealert(1)');
    expect(inline.map((script) => $(script).text())).not.toContain('alert(1)');
    const office_ = /window\.OFFICE=(.*?);window\.THEME_COMPONENTS/.exec($(inline[0]).text())?.[1] ?? '';
    expect(JSON.parse(office_).operator.name).toBe(HOSTILE);
  });

  test('cannot leave the script it stands in, whatever it is made of', () => {
    const text = `</script><!--<script>&\u2028\u2029"'\\`;
    const written = scriptJson({ text });
    expect(written).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(written)).toEqual({ text });
  });

  test('the page knows of its operator what it needs, and no address', async () => {
    const state = (await operator.page()).text;
    expect(state).not.toContain('@example.com');
  });
});

describe('the page', () => {
  test('allows its own scripts and nobody else’s', async () => {
    const [first, second] = [await operator.page(), await operator.page()];
    const policy = first.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`frame-ancestors 'none'`);
    expect(policy).not.toMatch(/unsafe|https?:/);
    expect(second.headers.get('content-security-policy')).not.toBe(policy);
    const $ = load(first.text);
    for (const script of $('script:not([src])').toArray()) expect($(script).attr('nonce')).toBe(nonce);
    for (const element of $('script[src], link[rel=stylesheet]').toArray()) {
      expect($(element).attr('src') ?? $(element).attr('href')).toMatch(/^\/admin\/assets\//);
    }
    expect(first.headers.get('cache-control')).toBe('no-store');
  });

  test('has nothing of AdminJS’s own to be seen', async () => {
    const { text } = await operator.page();
    expect(text).not.toMatch(/logo\.svg|fonts\.googleapis|withMadeWithLove":true|powered/i);
    expect(load(text)('title').text()).toBe('QuickScale back office');
  });

  test('loads scripts that are compressed and kept for a year', async () => {
    const { text } = await operator.page();
    for (const script of load(text)('script[src]').toArray()) {
      const answer = await fetch(`${office.origin}${script.attribs.src}`, {
        headers: { 'accept-encoding': 'gzip' },
      });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-encoding')).toBe('gzip');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      await answer.body?.cancel();
    }
    expect((await fetch(`${office.origin}/admin/assets/../../package.json`)).status).not.toBe(200);
    expect((await fetch(`${office.origin}/admin/assets/nothing.js`)).status).toBe(404);
  });
});
