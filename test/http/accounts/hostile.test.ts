import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { Browser } from './browser.js';
import { signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

let web: Web;
beforeAll(async () => {
  const router = Router().get('/fails', () => {
    throw new Error('the inside');
  });
  web = await startWeb({ extras: { badge: 'Test', signInButtons: [], router } });
});
afterAll(() => web.close());

describe('a malformed request is the sender’s fault, never a failure of ours', () => {
  test.each([
    '/%',
    '/%E0%A4%A',
    '/settings/%ff',
    '/login?next=%',
    '/verify-email?token=%00',
    '/verify-email?token=a&token=b',
    '/verify-email?token[a]=b',
    '/reset-password?token=',
    `/reset-password?token=${'a'.repeat(5000)}`,
    '/settings/email/confirmation',
    '/assets/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/no-such-page',
    '/__proto__',
    '/admin/login/code?x=%',
  ])('GET %s', async (path) => {
    const { status, headers } = await raw(path);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
    expect(headers).toContain('x-request-id');
  });

  /** fetch would tidy the address up. */
  function raw(path: string): Promise<{ status: number; headers: string }> {
    return new Promise((answered, failed) => {
      const { port } = new URL(web.url);
      const socket = connect(Number(port), '127.0.0.1', () =>
        socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
      );
      let answer = '';
      socket.on('data', (chunk) => {
        answer += chunk;
      });
      socket.on('error', failed);
      socket.on('end', () =>
        answered({ status: Number(answer.split(' ')[1]), headers: answer.toLowerCase() }),
      );
    });
  }

  test.each([
    ['a body that is too large', 'application/x-www-form-urlencoded', `name=${'x'.repeat(200_000)}`, 413],
    ['too many fields', 'application/x-www-form-urlencoded', 'a=1&'.repeat(500), 413],
    ['JSON', 'application/json', '{"name":{"$gt":""}}', 415],
    [
      'a file',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="a"; filename="b"\r\n\r\nc\r\n--x--',
      415,
    ],
    ['text', 'text/plain', 'name=x', 415],
    ['a NUL', 'application/x-www-form-urlencoded', 'name=a%00b', 400],
    ['an unknown charset', 'application/x-www-form-urlencoded; charset=klingon', 'name=x', 415],
    ['a wrong encoding', 'application/x-www-form-urlencoded', 'name=x', 415],
  ])('a form with %s', async (what, type, body, status) => {
    const { browser } = await signedIn(web.db, web.url);
    const token = await browser.token('/settings');
    const encoding: Record<string, string> =
      what === 'a wrong encoding' ? { 'content-encoding': 'klingon' } : {};
    const page = await browser.send('/settings/name', {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'x-csrf-token': token, ...encoding },
    });
    expect(page.status).toBe(status);
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE_', 'OPTIONS'])(
    '%s where there is nothing to do',
    async (method) => {
      const page = await new Browser(web.url).send('/login', { method });
      expect(page.status).toBeLessThan(500);
    },
  );

  test('under /api the answer is a problem document', async () => {
    const page = await new Browser(web.url).get('/api/nothing');
    expect([page.status, page.headers.get('content-type')]).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ]);
    expect(JSON.parse(page.html)).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('a page that is missing looks like ours and allows no inline script', async () => {
    const page = await new Browser(web.url).get('/no-such-page');
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('There is no such page')]);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  });

  test('a failure of ours tells the request id and nothing of its inside', async () => {
    const page = await new Browser(web.url).get('/fails');
    expect([page.status, page.text]).toEqual([
      500,
      expect.stringContaining(page.headers.get('x-request-id') ?? 'no id'),
    ]);
    expect(page.text).not.toContain('the inside');
  });
});
