import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import Stripe from 'stripe';
import { type RunningStripe, type StripeOptions, startStripe } from '../../sandbox/stripe/index.js';
import { faultsOf } from './stripe-schema.js';
import type { TestServer } from './test-server.js';

export const SECRET_KEY = 'sk_test_4eC39HqLyjWDarjtT1zdp7dc';

export interface SandboxStripe {
  /** The real SDK, pointed at the simulator. It does not retry by itself. */
  stripe: Stripe;
  /** Another SDK for the same simulator, such as one with another key. */
  client(key: string, config?: Stripe.StripeConfig): Stripe;
  /** Calls the control surface; `body` is sent as JSON. */
  control(method: 'DELETE' | 'GET' | 'POST', path: string, body?: object): Promise<Record<string, unknown>>;
  url(): string;
  databaseUrl: string;
  /** Ends the simulator and starts another on the same database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

type Options = Partial<StripeOptions> & {
  /** Every answer is held against the SDK's own types, and a wrong one fails the call. Costs seconds, once. */
  checked?: boolean;
};

/** A simulated Stripe of this test file's own, in a database of its own. */
export async function startSandboxStripe({ checked, ...options }: Options = {}): Promise<SandboxStripe> {
  const { databaseUrl, drop } = await createEmptyDatabase();
  const start = () => startStripe({ secretKey: SECRET_KEY, ...options, databaseUrl });
  let running: RunningStripe = await start();
  const client = (key: string, config: Stripe.StripeConfig = {}) =>
    new Stripe(key, {
      host: '127.0.0.1',
      port: running.port,
      protocol: 'http',
      maxNetworkRetries: 0,
      ...(checked ? { httpClient: Stripe.createFetchHttpClient(checkedFetch) } : {}),
      ...config,
    });
  const sandbox: SandboxStripe = {
    stripe: client(SECRET_KEY),
    client,
    control: (method, path, body) => control(running.url, method, path, body),
    url: () => running.url,
    databaseUrl,
    restart: async () => {
      await running.close();
      running = await start();
      sandbox.stripe = client(SECRET_KEY);
    },
    close: async () => {
      await running.close();
      await drop();
    },
  };
  return sandbox;
}

/** A fault is answered as a refusal: of whatever is thrown here the SDK says that the connection failed, and no more. */
async function checkedFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(...request);
  const answer = (await response.clone().json()) as object;
  const faults = response.ok ? faultsOf(answer) : faultsOfError(answer);
  if (faults.length === 0) return response;
  const message = `${String(request[0])} answered what Stripe never would:\n${faults.join('\n')}`;
  return Response.json({ error: { type: 'wrong_answer', message } }, { status: 422 });
}

function faultsOfError(answer: {
  error?: { type?: string; message?: string; request_log_url?: string };
}): string[] {
  const { type, message, request_log_url } = answer.error ?? {};
  return type && message && request_log_url ? [] : ['no error envelope'];
}

/** Not by fetch, which waits for five minutes at most: a month of 500 customers takes longer on a busy machine. */
async function control(url: string, method: string, path: string, body?: object) {
  const headers = body ? { 'content-type': 'application/json' } : {};
  const asked = request(`${url}/_sandbox/${path}`, { method, headers });
  asked.end(body ? JSON.stringify(body) : undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const answer = (await json(response)) as Record<string, unknown>;
  if (response.statusCode !== 200)
    throw new Error(`${method} ${path} answered ${response.statusCode}: ${JSON.stringify(answer)}`);
  return answer;
}

async function createEmptyDatabase() {
  const { superuserUrl, stripeTemplate } = JSON.parse(
    process.env.QUICKSCALE_TEST_SERVER ?? '{}',
  ) as TestServer;
  const name = `stripe_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const client = new pg.Client({ connectionString: superuserUrl });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name} template ${stripeTemplate} strategy file_copy`);
  const databaseUrl = new URL(superuserUrl);
  databaseUrl.pathname = name;
  return { databaseUrl: databaseUrl.href, drop: () => run(`drop database ${name} with (force)`) };
}
