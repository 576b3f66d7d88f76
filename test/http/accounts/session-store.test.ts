import { EventEmitter, once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { revokeSessions } from '../../../src/accounts/index.js';
import { browserName } from '../../../src/http/accounts/browser-name.js';
import { signedIn } from './people.js';
import { startWeb, type Web } from './web.js';

const door = new EventEmitter();
let web: Web;
beforeAll(async () => {
  const router = Router().get('/slow', async (req, res) => {
    req.session.registered_email = 'changed@example.com';
    door.emit('inside');
    await once(door, 'leave');
    res.send('done');
  });
  web = await startWeb({ extras: { badge: 'Test', signInButtons: [], router } });
});
afterAll(() => web.close());

describe('a session', () => {
  test('stays revoked although a request was under way that changed it', async () => {
    const { browser, id } = await signedIn(web.db, web.url);
    const inside = once(door, 'inside');
    const slow = browser.get('/slow');
    await inside;
    await revokeSessions(web.db, { user_id: id });
    door.emit('leave');
    expect((await slow).status).toBe(200);
    expect(await web.db.query('SELECT FROM sessions WHERE user_id = $1', [id])).toEqual([]);
    expect((await browser.get('/settings')).status).toBe(303);
  });

  test.each([
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
      'Edge on Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari on iOS',
    ],
    ['<script>', 'Unknown browser'],
    [null, 'Unknown browser'],
  ])('of %s is listed as %s', (agent, name) => {
    expect(browserName(agent)).toBe(name);
  });
});
