import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import type Stripe from 'stripe';
import type { JobDeps } from '../../jobs/processors/processor.js';
import { type JobPace, type RunningWorkers, startWorkers } from '../../jobs/start-workers.js';
import { ensureCatalogue } from '../../sandbox/catalogue.js';
import {
  type BillingDeps,
  catalogue,
  createStripe,
  startCheckout,
  syncCatalogue,
} from '../../src/billing/index.js';
import { stripeWebhook } from '../../src/http/webhook.js';
import { type Config, readConfig } from '../../src/platform/config.js';
import type { Db } from '../../src/platform/db.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../support/sandbox-stripe.js';
import { waitFor } from '../support/wait-for.js';

export const CARDS = {
  good: '4242424242424242',
  noFunds: '4000000000009995',
  refundFails: '4000000000005126',
} as const;

export const PACE: JobPace = { poll_ms: 50, lock_ms: 10_000, lost_after_seconds: 2 };
export const WEBHOOK_SECRET = 'whsec_billing_tests';

export interface SentMail {
  to: string;
  subject: string;
  text: string;
}

/** Everything that selling needs, of this test file's own: database, simulated Stripe, catalogue, webhook, mails. */
export interface Shop {
  db: Db;
  ownerUrl: string;
  config: Config;
  stripe: Stripe;
  deps: BillingDeps & JobDeps;
  sandbox: SandboxStripe;
  mails: SentMail[];
  webhookUrl: string;
  /** Our ids of the prices, by the credits they give. */
  prices: { 500: string; 1000: string };
  /** Starts the worker, with this file's pace. */
  startWorkers(): Promise<RunningWorkers>;
  /** A Checkout page for the customer, paid or tried with a card. Answers the session's id. */
  pay(user_id: string, given?: { card?: string; price_id?: string; quantity?: number }): Promise<string>;
  /** Waits until Stripe has told all it has to tell and nothing is left to do. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Opens on databases of its own with a new catalogue, or on those of a year that was seeded. */
export async function openShop(year?: { quickscale: TestDatabase; stripe: SandboxStripe }): Promise<Shop> {
  const database = year?.quickscale ?? (await createTestDatabase());
  const sandbox = year?.stripe ?? (await startSandboxStripe());
  const config = configFor(database.url, sandbox.url());
  const { db } = database;
  const stripe = createStripe(config);
  const mails: SentMail[] = [];
  const deps = {
    db,
    stripe,
    config,
    mail: recordingMail(mails),
    log: pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }, pino.destination(2)),
  };
  const web = await serveWebhook(deps);
  await sandbox.control('POST', 'webhooks/endpoint', { url: web.url, secret: WEBHOOK_SECRET });
  if (!year) {
    await ensureCatalogue(stripe);
    await syncCatalogue(deps);
  }
  const shop: Shop = {
    db,
    ownerUrl: database.ownerUrl,
    config,
    stripe,
    deps,
    sandbox,
    mails,
    webhookUrl: web.url,
    prices: await packPrices(db),
    startWorkers: () => startWorkers(deps, config, PACE),
    pay: (user_id, given = {}) => pay(shop, user_id, given),
    settled: () => settled(shop),
    close: async () => {
      await web.close();
      if (year) return;
      await sandbox.close();
      await database.close();
    },
  };
  return shop;
}

export function configFor(databaseUrl: string, stripeUrl: string): Config {
  return readConfig({
    DATABASE_URL: databaseUrl,
    PUBLIC_URL: 'http://127.0.0.1:9',
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: stripeUrl,
    SESSION_SECRET: 'x'.repeat(32),
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'QuickScale <billing@example.com>',
    LOG_LEVEL: 'silent',
  });
}

function recordingMail(mails: SentMail[]): JobDeps['mail'] {
  const sendMail = async ({
    to,
    subject,
    text,
  }: {
    to: { address: string };
    subject: string;
    text: string;
  }) => {
    mails.push({ to: to.address, subject, text });
  };
  return {
    smtp: { sendMail, close: () => undefined } as never,
    from: 'QuickScale',
    public_url: 'http://127.0.0.1:9',
  };
}

async function serveWebhook(deps: Parameters<typeof stripeWebhook>[0]) {
  const server = express().use(stripeWebhook(deps)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function packPrices(db: Db): Promise<Shop['prices']> {
  const offers = (await catalogue(db)).flatMap(({ prices }) => prices);
  const idOf = (credits: number) =>
    offers.find((offer) => offer.credits === credits && !offer.billing_interval)?.id ?? '';
  return { 500: idOf(500), 1000: idOf(1000) };
}

let forms = 0;

async function pay(
  { deps, prices }: Shop,
  user_id: string,
  {
    card = CARDS.good,
    price_id = prices[500],
    quantity = 1,
  }: { card?: string; price_id?: string; quantity?: number },
): Promise<string> {
  const { url } = await startCheckout(deps, { user_id, price_id, quantity, key: `form-${++forms}` });
  await payOn(url, card);
  return url.split('/').at(-1) ?? '';
}

/** Presses the button of the hosted payment page. */
export async function payOn(url: string, card: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ card }),
    redirect: 'manual',
  });
  if (answer.status !== 303) throw new Error(`the payment page answered ${answer.status}`);
}

/** What the worker does at Stripe is told in its turn: so until nothing new was told since the last look. */
async function settled(shop: Shop): Promise<void> {
  let told = await deliverAll(shop);
  for (let before = -1; told !== before; ) {
    before = told;
    await waitFor(() => nothingOpen(shop.db));
    told = await deliverAll(shop);
  }
}

/** Answers how many deliveries Stripe has ever made. */
async function deliverAll({ sandbox }: Shop): Promise<number> {
  const counts = await sandbox.control('POST', 'webhooks/deliver');
  return Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);
}

async function nothingOpen(db: Db): Promise<true> {
  const open = await db.query(
    `SELECT 'event ' || type AS what, state, error FROM stripe_events WHERE state IN ('received', 'failed')
       UNION ALL
       SELECT 'job ' || queue || payload, attempts::text, error FROM outbox
       WHERE done_at IS NULL AND dead_at IS NULL AND NOT EXISTS (
         SELECT FROM stripe_operations o WHERE o.id::text = payload ->> 'operation_id' AND o.finished_at IS NOT NULL)
       UNION ALL
       SELECT 'object ' || id, lease_until::text, NULL FROM stripe_objects WHERE read < wanted`,
    [],
    { name: 'nothing open' },
  );
  if (open.length > 0) throw new Error(JSON.stringify(open));
  return true;
}
