import { assertSchemaCompatibility } from 'bullmq';
import { Redis } from 'ioredis';
import { createTransport } from 'nodemailer';
import type { Config } from '../../../platform/config.js';
import type { Db } from '../../../platform/db.js';
import { type Check, Fault } from './check.js';

const ANSWER_WITHIN_MS = 5_000;

/** What runs beside the database: the queue's store, Stripe, the mail server. */
export function serviceChecks(db: Db, config: Config): Check[] {
  return [
    config.REDIS_URL
      ? {
          name: 'queue',
          run: () => redis(config.REDIS_URL ?? ''),
          remedy: 'Check REDIS_URL, and that Redis runs.',
        }
      : { name: 'queue', run: () => postgresQueue(db), remedy: 'Run: bin/quickscale migrate' },
    {
      name: 'Stripe',
      run: () => stripe(config),
      remedy: 'Check STRIPE_API_BASE and the way out of this network.',
    },
    { name: 'mail', run: () => mail(config), remedy: 'Check SMTP_URL: host, port, user and password.' },
  ];
}

async function postgresQueue(db: Db): Promise<string> {
  const client = await db.pool.connect();
  try {
    await assertSchemaCompatibility(client);
    return 'on PostgreSQL';
  } finally {
    client.release();
  }
}

async function redis(url: string): Promise<string> {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory'))?.[1];
    if (policy === 'noeviction') return 'on Redis';
    throw new Fault(
      `Redis may drop jobs: its maxmemory-policy is ${policy}.`,
      'Set maxmemory-policy to noeviction.',
    );
  } finally {
    client.disconnect();
  }
}

/** One harmless read with the key, straight over HTTP, so that the answer is Stripe's own and not retried. */
async function stripe(config: Config): Promise<string> {
  const answer = await fetch(new URL('/v1/products?limit=1', config.STRIPE_API_BASE), {
    headers: { authorization: `Bearer ${config.STRIPE_SECRET_KEY}` },
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (answer.ok) return `${config.STRIPE_API_BASE} answers`;
  const remedy = answer.status === 401 ? 'Check STRIPE_SECRET_KEY.' : 'See https://status.stripe.com.';
  throw new Fault(`${config.STRIPE_API_BASE} answers ${answer.status}.`, remedy);
}

async function mail(config: Config): Promise<string> {
  const transport = createTransport({ url: config.SMTP_URL, connectionTimeout: ANSWER_WITHIN_MS });
  await transport.verify();
  return 'server accepts us';
}
