import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import express from 'express';
import pino from 'pino';
import { createStripe, replayEvent } from '../../src/billing/index.js';
import { stripeWebhook } from '../../src/http/webhook.js';
import { readConfig } from '../../src/platform/config.js';
import { openDb } from '../../src/platform/db.js';
import { createOperatorActor } from '../support/credits.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

const SECRETS = ['whsec_new', 'whsec_old'];

let database: TestDatabase;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const close of closing) await close();
  await database?.close();
});

const config = (databaseUrl: string) =>
  readConfig({
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: 'sk_test_webhook',
    STRIPE_WEBHOOK_SECRET: SECRETS.join(', '),
    SESSION_SECRET: 'x'.repeat(32),
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'billing@example.com',
  });

const stripe = createStripe({ STRIPE_SECRET_KEY: 'sk_test_webhook', STRIPE_API_BASE: 'http://127.0.0.1:9' });

async function serve(db = database.db): Promise<string> {
  const log = pino({ level: 'silent' });
  const server = express()
    .use(stripeWebhook({ db, log, stripe, config: config(database.url) }))
    .listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`;
}

function eventBody(given: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${Math.random().toString(36).slice(2)}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_790_000_000,
    livemode: false,
    type: 'charge.succeeded',
    data: { object: { id: 'ch_1', object: 'charge' } },
    ...given,
  });
}

function send(
  url: string,
  body: string,
  { secret = SECRETS[0] as string, timestamp }: { secret?: string; timestamp?: number } = {},
) {
  const signature = stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret,
    ...(timestamp ? { timestamp } : {}),
  });
  return fetch(url, {
    method: 'POST',
    body,
    headers: { 'stripe-signature': signature, 'content-type': 'application/json' },
  });
}

const stored = (id: string) =>
  database.db.query<{ state: string; payload: object; error: string | null }>(
    'SELECT state, payload, error FROM stripe_events WHERE id = $1',
    [id],
  );

test('an event that is sent fifty times at once is stored once and always accepted', async () => {
  const url = await serve();
  const body = eventBody({ id: 'evt_fifty' });
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(url, body)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await stored('evt_fifty')).toEqual([{ state: 'received', payload: JSON.parse(body), error: null }]);
});

test('while secrets are rotated, each of them is accepted', async () => {
  const url = await serve();
  for (const secret of SECRETS) expect((await send(url, eventBody(), { secret })).status).toBe(200);
});

test('a body that was not signed as it stands is refused with the reason, and not stored', async () => {
  const url = await serve();
  const body = eventBody({ id: 'evt_forged' });
  const answers = [
    await send(url, body, { secret: 'whsec_somebody_else' }),
    await fetch(url, { method: 'POST', body, headers: { 'stripe-signature': 't=1,v1=00' } }),
    await send(url, body, { timestamp: Math.floor(Date.now() / 1000) - 3600 }),
    await fetch(url, { method: 'POST', body }),
    await send(url, ''),
  ];
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(400));
  const errors = await Promise.all(answers.map(async (answer) => (await answer.json()) as object));
  const reasons = ['does not fit', 'does not fit', 'too old', 'no Stripe-Signature', 'empty'];
  expect(errors).toEqual(reasons.map((reason) => ({ error: expect.stringContaining(reason) })));
  expect(await stored('evt_forged')).toEqual([]);
});

test.each<[string, string]>([
  ['no JSON', '{'],
  ['the body has to be a JSON object', '[]'],
  ['the body has to be a JSON object', 'null'],
  ['“id” has to be', '{}'],
  ['“id” has to be', eventBody({ id: 5 })],
  ['“id” has to be', eventBody({ id: 'evt_a\u0000b' })],
  ['“type” has to be', eventBody({ type: 'charge.\u0000' })],
  ['“api_version” has to be', eventBody({ api_version: '\u0000' })],
  ['“livemode” has to be', eventBody({ livemode: undefined })],
  ...[undefined, '1790000000', 1e18, -1, 1.5].map((created): [string, string] => [
    '“created” has to be',
    eventBody({ created }),
  ]),
  ['“data” has to be', eventBody({ data: null })],
  ['“data.object” has to be an object', eventBody({ data: { object: null } })],
  ['“data.object.object” has to be', eventBody({ data: { object: { id: 'ch_1', object: 'cha\u0000rge' } } })],
])('of a rightly signed body that is no event it is said: %s', async (reason, body) => {
  const answer = await send(await serve(), body);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: expect.stringContaining(reason) });
});

test('what PostgreSQL cannot keep is replaced, so that Stripe need not send it for ever', async () => {
  const url = await serve();
  const object = {
    id: 'ch_1',
    object: 'charge',
    description: 'a\u0000b\ud800c',
    metadata: { 'k\u0000': 'ü😀' },
  };
  const body = eventBody({ id: 'evt_odd_text', data: { object } });
  expect((await send(url, body)).status).toBe(200);
  expect((await stored('evt_odd_text'))[0]?.payload).toMatchObject({
    data: { object: { description: 'a\ufffdb\ufffdc', metadata: { 'k\ufffd': 'ü😀' } } },
  });
});

const DEEP = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
test.each([
  ['an id with NUL in it', 'cus_a\u0000b', 'No object of Stripe’s has this id: "cus_a\\u0000b"'],
  ['an id that no index takes', 'x'.repeat(5_000), 'No object of Stripe’s has this id: "xxx'],
  ['an id that is no text', { id: 5 }, 'No object of Stripe’s has this id: {"id":5}'],
  ['no end', 'cus_deep', 'What it carries cannot be kept: '],
])(
  'an event that would fail for ever, with %s, is a dead letter with the reason',
  async (what, id, reason) => {
    const event_id = `evt_${what.replaceAll(/\W/g, '_')}`;
    const object = { id, object: 'customer', description: '' };
    const body = eventBody({ id: event_id, type: 'customer.updated', data: { object } });
    const sent = what === 'no end' ? body.replace('"description":""', `"description":${DEEP}`) : body;
    const url = await serve();
    for (const stored_now of [true, false])
      expect(await (await send(url, sent)).json()).toEqual({ received: true, stored: stored_now });
    expect(await stored(event_id)).toMatchObject([{ state: 'dead', error: expect.stringContaining(reason) }]);
  },
);

test('an event of live mode is refused by an installation in test mode', async () => {
  const answer = await send(await serve(), eventBody({ id: 'evt_live', livemode: true }));
  expect(answer.status).toBe(400);
  expect(await stored('evt_live')).toEqual([]);
});

test('an event about something that we do not follow is stored and ignored', async () => {
  const url = await serve();
  const object = { id: 'po_1', object: 'payout' };
  expect(
    (await send(url, eventBody({ id: 'evt_payout', type: 'payout.paid', data: { object } }))).status,
  ).toBe(200);
  expect((await stored('evt_payout'))[0]?.state).toBe('ignored');
});

test('an event of an account that is connected to ours is stored and ignored, with the reason, and cannot be replayed', async () => {
  const event_id = 'evt_connected';
  const answer = await send(await serve(), eventBody({ id: event_id, account: 'acct_other' }));
  expect(answer.status).toBe(200);
  const error = expect.stringContaining('of another account');
  expect(await stored(event_id)).toMatchObject([{ state: 'ignored', error }]);
  const actor = await createOperatorActor(database.db, 'admin');
  const replay = database.db.transaction((tx) => replayEvent(tx, { actor, event_id }));
  await expect(replay).rejects.toMatchObject({ code: 'event_of_another_account' });
});

test('a body that is too large is refused with 413', async () => {
  const answer = await send(await serve(), eventBody({ padding: 'x'.repeat(2_000_000) }));
  expect(answer.status).toBe(413);
});

test('Stripe is told to try again when the event cannot be stored', async () => {
  const away = openDb('postgresql://nobody:x@127.0.0.1:9/nothing');
  closing.push(() => away.close());
  expect((await send(await serve(away), eventBody())).status).toBe(503);
});
