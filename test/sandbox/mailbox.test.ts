import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { type Mailbox, startMailbox } from '../../sandbox/mailbox.js';

let dir: string;
let mailbox: Mailbox;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'quickscale-mailbox-'));
  mailbox = await startMailbox({ dir });
});

afterEach(async () => {
  await mailbox.close();
  await rm(dir, { recursive: true });
});

async function send(subject: string, to: string): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({
    from: 'QuickScale <billing@example.com>',
    to,
    subject,
    text: 'Plain words – ünïcode',
    html: '<p>Rich words <script>alert(1)</script></p>',
  });
  transport.close();
}

async function listed(query = ''): Promise<{ subject: string }[]> {
  return (await (await fetch(`${mailbox.url}/messages.json${query}`)).json()) as { subject: string }[];
}

test('a mail is listed with both its parts, newest first, and can be filtered by recipient', async () => {
  await send('First', 'Ada@example.com');
  await send('Second', 'bob@example.com');
  expect(await listed()).toMatchObject([{ subject: 'Second' }, { subject: 'First' }]);
  expect(await listed('?to=ada@example.com')).toMatchObject([
    { to: ['ada@example.com'], text: 'Plain words – ünïcode', html: expect.stringContaining('Rich words') },
  ]);
});

test('a hostile subject and body stay harmless on the pages', async () => {
  await send('<img src=x onerror=alert(1)>', 'ada@example.com');
  for (const page of ['/', '/messages/1']) {
    expect(await (await fetch(mailbox.url + page)).text()).not.toContain('<img src=x');
  }
  const body = await fetch(`${mailbox.url}/messages/1/html`);
  expect(body.headers.get('content-security-policy')).toMatch(/^sandbox(?!.*allow-scripts)/);
});

test('mails stay over a restart, even one that cut a write short', async () => {
  await send('Kept', 'ada@example.com');
  await mailbox.close();
  await appendFile(path.join(dir, 'mails.jsonl'), '{"subject":"ha');
  mailbox = await startMailbox({ dir });
  await send('Next', 'ada@example.com');
  await mailbox.close();
  mailbox = await startMailbox({ dir });
  expect(await listed()).toMatchObject([
    { id: 2, subject: 'Next' },
    { id: 1, subject: 'Kept' },
  ]);
});

test('a mail that does not exist is 404', async () => {
  expect((await fetch(`${mailbox.url}/messages/7`)).status).toBe(404);
});
