import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import type Stripe from 'stripe';
import type { JobDeps } from '../../jobs/processors/processor.js';
import { ensureCatalogue } from '../../sandbox/catalogue.js';
import { createClock, installSandboxClock, moveSandboxClock } from '../../sandbox/clock.js';
import { type BillingDeps, createStripe, sweepEvents, syncCatalogue } from '../../src/billing/index.js';
import { createSpender } from '../../src/credits/index.js';
import { createApp } from '../../src/http/app.js';
import { readConfig } from '../../src/platform/config.js';
import { type Db, openDb } from '../../src/platform/db.js';
import { seedServices } from '../../src/services/index.js';
import { officeOf } from '../admin/office.js';
import { createKey } from '../http/api/client.js';
import { createTestDatabase } from '../support/database.js';
import { type SandboxStripe, SECRET_KEY, startSandboxStripe } from '../support/sandbox-stripe.js';
import { together } from '../support/together.js';
import type { Mover } from './calendar.js';
import { Support } from './support.js';
import { doWork, keepSchedules } from './work.js';

/** Every life begins here: a day that every month has. */
const BEGINS = '2027-01-14T09:00:00Z';
const WEBHOOK_SECRET = 'whsec_of_the_town';
/** Stripe's timers that are due within so long of each other are played in one go. */
const STEP_MS = 60_000;
/** Nobody sleeps for longer at a time: Stripe keeps its events for 30 days. */
const LONGEST_MS = 20 * 86_400_000;

export interface SentMail {
  to: string;
  subject: string;
  text: string;
}

/** The whole product on a clock of its own: web, work, simulated Stripe, and what was mailed. */
export interface Town extends Mover {
  db: Db;
  url: string;
  /** Of the company: what an integrator calls the API with. */
  apiKey: string;
  stripe: Stripe;
  sandbox: SandboxStripe;
  deps: JobDeps & BillingDeps;
  mails: SentMail[];
  /** A price's id in Stripe, by its name in the catalogue. */
  priceAtStripe(nickname: string): Promise<string>;
  /** Stripe tells all it has to tell, and we do all there is to do. */
  settle(): Promise<void>;
  /** Somebody of the support, signed in to the back office. That opens when the first one is asked for. */
  support(): Promise<Support>;
  close(): Promise<void>;
}

/** What goes wrong with Stripe's webhooks. Where anything does, Stripe is asked each time what it has told in vain. */
export type Unrest = readonly { fault: 'drop' | 'duplicate' | 'reorder'; rate: number }[];

export async function openTown(unrest: Unrest = []): Promise<Town> {
  const database = await createTestDatabase();
  const { db } = database;
  await installSandboxClock(database.ownerUrl);
  const clock = createClock(Date.parse(BEGINS) - Date.now());
  clock.onMove((offset_ms) => moveSandboxClock(database.ownerUrl, offset_ms));
  await clock.moveTo(clock.offsetMs());
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const webhook = { url: `${url}/webhooks/stripe`, secret: WEBHOOK_SECRET };
  const sandbox = await startSandboxStripe({ clock, webhook });
  const stripeDb = openDb(sandbox.databaseUrl, { max: 1 });
  const config = readConfig({
    PUBLIC_URL: url,
    DATABASE_URL: database.url,
    STRIPE_SECRET_KEY: SECRET_KEY,
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRIPE_API_BASE: sandbox.url(),
    SESSION_SECRET: 'a secret that is long enough for tests',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'QuickScale <test@example.com>',
    LOG_LEVEL: 'silent',
  });
  const stripe = createStripe(config);
  const log = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' }, pino.destination(2));
  const mails: SentMail[] = [];
  const deps = {
    db,
    stripe,
    config,
    log,
    mail: { smtp: recording(mails), from: 'QuickScale', public_url: url },
  };
  const spender = createSpender(db);
  const { app, close } = createApp({ db, spender, config, log, stripe });
  server.on('request', app);
  await ensureCatalogue(stripe);
  await syncCatalogue(deps);
  await db.transaction(seedServices);

  const settle = together(async () => {
    do {
      await sandbox.control('POST', 'webhooks/deliver');
      if (unrest.length > 0) await sweepEvents(deps);
    } while ((await doWork(deps)) > 0);
  });
  const moveTo = async (at: Date) => {
    if (at > clock.now()) await sandbox.control('POST', 'clock', { now: at.toISOString() });
    await settle();
  };
  const nextStep = async () => {
    const [timer, longest] = [await nextTimer(stripeDb), clock.now().getTime() + LONGEST_MS];
    return new Date(Math.min(timer?.getTime() ?? longest, longest));
  };
  /** From one thing that Stripe does by itself to the next, so that we hear of each in its own time. */
  const goTo = async (at: Date) => {
    for (let next = await nextStep(); next < at; next = await nextStep())
      await moveTo(new Date(Math.min(next.getTime() + STEP_MS, at.getTime())));
    await moveTo(at);
    await keepSchedules(deps);
    await settle();
  };
  const office = backOffice({ db, ownerUrl: database.ownerUrl, config, sandbox });
  return {
    db,
    url,
    apiKey: await createKey(db),
    stripe,
    sandbox,
    deps,
    mails,
    priceAtStripe: async (nickname) => {
      const sql = 'SELECT stripe_id FROM prices WHERE nickname = $1';
      return (await db.one<{ stripe_id: string }>(sql, [nickname])).stripe_id;
    },
    now: clock.now,
    goTo,
    settle,
    support: async () => Support.arrives(await office.open()),
    close: async () => {
      await office.close();
      server.close();
      server.closeAllConnections();
      await close();
      await spender.close();
      await stripeDb.close();
      await sandbox.close();
      await database.close();
    },
  };
}

/** A web process of its own, which only lives with operators in them start. */
function backOffice(of: Parameters<typeof officeOf>[0]) {
  let opened: ReturnType<typeof officeOf> | undefined;
  return {
    open: () => {
      opened ??= officeOf(of);
      return opened;
    },
    close: async () => (await opened)?.close(),
  };
}

function recording(mails: SentMail[]): JobDeps['mail']['smtp'] {
  type Sent = { to: { address: string }; subject: string; text: string };
  const sendMail = async ({ to, subject, text }: Sent) => {
    mails.push({ to: to.address, subject, text });
  };
  return { sendMail, close: () => undefined } as never;
}

async function nextTimer(stripeDb: Db): Promise<Date | undefined> {
  const { due } = await stripeDb.one<{ due: number | null }>(
    "SELECT min(due) AS due FROM timers WHERE kind <> 'invoice.upcoming'",
  );
  return due === null ? undefined : new Date(due * 1000);
}
