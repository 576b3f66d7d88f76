import { freePort } from '../../sandbox/free-port.js';
import type { OperatorRole } from '../../src/accounts/index.js';
import { composeWeb } from '../../src/main/web.js';
import { type Config, readConfig } from '../../src/platform/config.js';
import type { Shop } from '../billing/shop.js';
import { Browser } from '../http/accounts/browser.js';
import { newOperator, operatorSignsIn } from '../http/accounts/people.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { SECRET_KEY } from '../support/sandbox-stripe.js';

export type Office = TestDatabase & { origin: string; config: Config };

/** Where Stripe answers, nowhere without; and the Redis that keeps the queues, PostgreSQL without. */
type Beside = { stripe?: string | undefined; redis?: string | undefined };

/** The whole web process with its back office, as production has it. */
export async function startOffice(beside: Beside = {}): Promise<Office> {
  return serveOffice(await createTestDatabase(), beside);
}

type Sells = Pick<Shop, 'db' | 'ownerUrl' | 'config' | 'sandbox'>;

/** The back office of a shop that sells already. Closing it leaves the shop open. */
export function officeOf({ db, ownerUrl, config, sandbox }: Sells): Promise<Office> {
  const url = config.DATABASE_URL;
  return serveOffice({ db, ownerUrl, url, close: async () => undefined }, { stripe: sandbox.url() });
}

async function serveOffice(database: TestDatabase, { stripe, redis }: Beside): Promise<Office> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const config = readConfig({
    PORT: String(port),
    PUBLIC_URL: origin,
    DATABASE_URL: database.url,
    ...(redis ? { REDIS_URL: redis } : {}),
    STRIPE_SECRET_KEY: stripe ? SECRET_KEY : 'sk_test_none',
    STRIPE_WEBHOOK_SECRET: 'whsec_none',
    STRIPE_API_BASE: stripe ?? 'http://127.0.0.1:9',
    SESSION_SECRET: 'a secret that is long enough for tests',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'QuickScale <test@example.com>',
    LOG_LEVEL: 'silent',
  });
  const web = await composeWeb(config).listen();
  return {
    ...database,
    origin,
    config,
    close: async () => {
      await web.close();
      await database.close();
    },
  };
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of what it asked for
  json: any;
}

/** An operator's browser with the back office open in it. */
export class Operator {
  constructor(
    readonly id: string,
    readonly browser: Browser,
    readonly csrfToken: string,
  ) {}

  page(path = ''): Promise<Answer> {
    return this.send('GET', `/admin${path}`);
  }

  read(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', `/admin/api${path}`, undefined, headers);
  }

  /** A change as the pages send it; `headers` replace the right ones, null leaves one out. */
  post(path: string, body: unknown, headers: Record<string, string | null> = {}): Promise<Answer> {
    const right: Record<string, string | null> = {
      'content-type': 'application/json',
      origin: this.browser.origin,
      'x-csrf-token': this.csrfToken,
    };
    const kept = Object.entries({ ...right, ...headers }).filter(
      (pair): pair is [string, string] => pair[1] !== null,
    );
    return this.send(
      'POST',
      `/admin/api${path}`,
      typeof body === 'string' ? body : JSON.stringify(body),
      Object.fromEntries(kept),
    );
  }

  async send(
    method: string,
    path: string,
    body?: string,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const page = await this.browser.send(path, { method, headers, ...(body === undefined ? {} : { body }) });
    const isJson = page.headers.get('content-type')?.includes('json');
    return {
      status: page.status,
      headers: page.headers,
      text: page.html,
      json: isJson ? JSON.parse(page.html) : undefined,
    };
  }
}

/** Somebody of a role, through both steps of the sign-in. */
export async function signInAs(office: Office, role: OperatorRole): Promise<Operator> {
  const person = await newOperator(office.db, role);
  const browser = new Browser(office.origin);
  await operatorSignsIn(browser, person);
  const { html } = await browser.get('/admin');
  const token = /"csrfToken":"([0-9a-f]+)"/.exec(html)?.[1];
  if (!token) throw new Error(`${role} did not get in: ${html.slice(0, 300)}`);
  return new Operator(person.id, browser, token);
}
