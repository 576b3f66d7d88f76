import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from './browser.js';
import { newCustomer, PASSWORD } from './people.js';
import { startWeb, type Web } from './web.js';

const FORGED = { 'x-forwarded-for': '203.0.113.7' };

let direct: Web;
let proxied: Web;
beforeAll(async () => {
  [direct, proxied] = await Promise.all([
    startWeb(),
    startWeb({ settings: { PUBLIC_URL: 'https://quickscale.example', TRUST_PROXY: 'loopback' } }),
  ]);
});
afterAll(() => Promise.all([direct.close(), proxied.close()]));

async function addressSeen(web: Web, headers: Record<string, string>): Promise<string> {
  const { id, email } = await newCustomer(web.db);
  const browser = new Browser(web.url);
  const secure = { 'x-forwarded-proto': 'https', host: 'quickscale.example' };
  const page = await browser.get('/login', secure);
  const _csrf = /name="_csrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const origin = web === proxied ? 'https://quickscale.example' : web.url;
  await browser.post('/login', { _csrf, email, password: PASSWORD }, { ...headers, ...secure, origin });
  const { address } = await web.db.one<{ address: string }>(
    `SELECT sess #>> '{client,address}' AS address FROM sessions WHERE user_id = $1`,
    [id],
  );
  return address;
}

describe('where a request comes from', () => {
  test('cannot be made up by the client', async () => {
    expect(await addressSeen(direct, FORGED)).toBe('127.0.0.1');
  });

  test('is believed of the proxies that the configuration names', async () => {
    expect(await addressSeen(proxied, FORGED)).toBe('203.0.113.7');
  });
});

describe('over HTTPS', () => {
  test('cookies are Secure and bound to this host, and browsers are told to stay on HTTPS', async () => {
    const { headers } = await new Browser(proxied.url).get('/login', { 'x-forwarded-proto': 'https' });
    expect(headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-quickscale_customer=.*Path=\/;.*HttpOnly; Secure; SameSite=Lax/),
    ]);
    expect(headers.get('strict-transport-security')).toContain('max-age=31536000');
    expect(headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });
});
