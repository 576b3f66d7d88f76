import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deliverMail, type MailTransport, queueMail } from '../../src/mail/index.js';
import type { QueuedMail } from '../../src/mail/queue.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

type Refusal = { code: string; command: string; responseCode?: number; response?: string };
type Sent = Record<'subject' | 'html' | 'text' | 'messageId', string> & { to: { address: string } };

let database: TestDatabase;
let sent: Sent[];
let refusal: Error | undefined;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const transport = {
  from: 'QuickScale <billing@example.com>',
  public_url: 'https://quickscale.example',
  smtp: {
    sendMail: async (mail: Sent) => {
      if (refusal) throw refusal;
      sent.push(mail);
    },
    close: () => undefined,
  },
} as unknown as MailTransport;

async function queued(key?: string, name = 'Ada'): Promise<string> {
  sent = [];
  refusal = undefined;
  const mail: QueuedMail<'verify-email'> = {
    user_id: null,
    to: 'ada@example.com',
    template: 'verify-email',
    variables: { name, hours: 24, secret: { path: '/verify-email?token=very-secret' } },
    ...(key ? { key } : {}),
  };
  await database.db.transaction((tx) => queueMail(tx, mail));
  const { id } = await database.db.one<{ id: string }>(
    `SELECT payload ->> 'mail_id' AS id FROM outbox WHERE queue = 'mail' ORDER BY id DESC LIMIT 1`,
  );
  return id;
}

const row = (id: string) =>
  database.db.one<{ status: string; error: string | null; variables: object; subject: string }>(
    'SELECT * FROM mails WHERE id = $1',
    [id],
  );

describe('a mail', () => {
  test('is sent once as text and HTML, and its secret link is forgotten', async () => {
    const id = await queued();
    await Promise.all([deliverMail(database.db, transport, id), deliverMail(database.db, transport, id)]);
    await deliverMail(database.db, transport, id);
    expect(sent).toHaveLength(1);
    const [mail] = sent;
    expect(mail).toMatchObject({
      subject: 'Confirm your email address',
      to: { address: 'ada@example.com' },
      messageId: `<${id}@quickscale.example>`,
    });
    for (const part of [mail?.html, mail?.text])
      expect(part).toContain('https://quickscale.example/verify-email?token=very-secret');
    const { status, variables, subject } = await row(id);
    expect([status, subject, JSON.stringify(variables)]).toEqual([
      'sent',
      'Confirm your email address',
      '{"name":"Ada","hours":24}',
    ]);
  });

  test('is queued once per key', async () => {
    const first = await queued('receipt:1');
    expect(await queued('receipt:1')).toBe(first);
  });

  test('shows a hostile name as text', async () => {
    const id = await queued(undefined, '<img src=x onerror=alert(1)>');
    await deliverMail(database.db, transport, id);
    expect(sent[0]?.html).toContain('Hello &lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;');
    expect(sent[0]?.html).not.toContain('<img');
  });

  test.each<[string, Refusal]>([
    ['the server is away', { code: 'ETIMEDOUT', command: 'CONN' }],
    ['our password is refused', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }],
    ['it wants us to sign in', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 530 }],
    ['our sender is refused', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }],
    [
      'it relays nothing for us',
      {
        code: 'EENVELOPE',
        command: 'RCPT TO',
        responseCode: 554,
        response: '554 5.7.1 <ada@example.com>: Relay access denied',
      },
    ],
    ['the mailbox is full for now', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 452 }],
  ])('is kept and tried again when %s', async (why, refused) => {
    const id = await queued();
    refusal = Object.assign(new Error(why), refused);
    await expect(deliverMail(database.db, transport, id)).rejects.toThrow(why);
    expect(await row(id)).toMatchObject({ status: 'queued', error: why });

    refusal = undefined;
    await deliverMail(database.db, transport, id);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.text).toContain('token=very-secret');
  });

  test.each<[string, Refusal]>([
    ['there is no such mailbox', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }],
    ['the message is refused', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }],
  ])('is given up, and its secret link forgotten, when %s', async (why, refused) => {
    const id = await queued();
    refusal = Object.assign(new Error(why), refused);
    await deliverMail(database.db, transport, id);
    expect(await row(id)).toMatchObject({
      status: 'failed',
      error: why,
      variables: { name: 'Ada', hours: 24 },
    });
    expect((await row(id)).variables).not.toHaveProperty('secret');
    refusal = undefined;
    await deliverMail(database.db, transport, id);
    expect(sent).toEqual([]);
  });
});
