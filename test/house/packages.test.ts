import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { load } from 'cheerio';

// cheerio brings another version of what Node's fetch is made of, and whichever comes first sends for both.
test('fetch is all Node’s own beside a package that brings another', async () => {
  expect(load('<p>loaded</p>')('p').text()).toBe('loaded');
  const server = createServer(async (req: IncomingMessage, res) => res.end(await text(req))).listen(0);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // As Stripe's SDK sends it. The other version refuses a length that is given as a header.
  const headers = { 'content-length': '3' };
  const sent = fetch(url, { method: 'POST', body: 'a=1', headers }).then((answer) => answer.text());
  expect(await sent.finally(() => server.close())).toBe('a=1');
});
