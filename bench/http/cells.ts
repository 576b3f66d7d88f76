import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createApiKey } from '../../src/accounts/index.js';
import { createSpender } from '../../src/credits/index.js';
import { readConfig } from '../../src/platform/config.js';
import type { Cell, Sample } from '../cell.js';
import type { Plan } from '../options.js';
import { type BenchServer, Prepared, type Section } from '../section.js';
import type { BenchDatabase } from '../town.js';
import { createRichWallets, SERVICE } from '../wallets.js';
import type { Load } from './load.js';
import { serveApi } from './server.js';

/** As nobody spends so much, no limit is met. */
const RATE_LIMIT = 2 ** 31 - 1;

type Opened = BenchDatabase & {
  wallets: string[];
  key: string;
  port: number;
  generator: ChildProcess;
  close: () => Promise<void>;
};

/** The API's spend against a bare route of the same server, asked by another process. */
export function httpSection(server: BenchServer, { httpCallers, customers }: Plan): Section {
  const opened = new Prepared<Opened>();
  const cells = httpCallers.flatMap((callers): Cell[] => {
    const group = `HTTP, ${callers} callers, ${customers.toLocaleString('en')} customers`;
    const keys = `http-${callers}-`;
    return [
      {
        group,
        name: 'bare route, one-row INSERT',
        measure: (ms) => ask(opened.get(), { callers, duration_ms: ms, keys, paths: (id) => `/bare/${id}` }),
      },
      {
        group,
        name: 'POST …/spends',
        measure: (ms) =>
          ask(opened.get(), {
            callers,
            duration_ms: ms,
            keys,
            paths: (id) => `/api/v1/customers/${id}/spends`,
          }),
        written: () => spendsWithKeys(opened.get(), keys),
      },
    ];
  });
  return {
    cells,
    prepare: async () => opened.set(await open(await server.database('http'), customers)),
    ledgers: () => [opened.get().db],
    close: () => opened.get().close(),
  };
}

async function open(database: BenchDatabase, customers: number): Promise<Opened> {
  const { db, url } = database;
  const wallets = await createRichWallets(db, customers);
  const { key } = await db.transaction((tx) =>
    createApiKey(tx, {
      owner: 'company',
      name: 'Bench',
      scopes: ['spend'],
      rate_limit_per_minute: RATE_LIMIT,
    }),
  );
  const spender = createSpender(db);
  const server = await serveApi({ db, spender, config: configOf(url) });
  const generator = fork(path.join(import.meta.dirname, `load${path.extname(import.meta.filename)}`));
  const close = async () => {
    generator.disconnect();
    await server.close();
    await spender.close();
  };
  return { ...database, wallets, key, port: server.port, generator, close };
}

type Asked = Pick<Load, 'callers' | 'duration_ms' | 'keys'> & { paths: (wallet: string) => string };

async function ask({ generator, port, key, wallets }: Opened, { paths, ...asked }: Asked): Promise<Sample> {
  generator.send({
    ...asked,
    origin: `http://127.0.0.1:${port}`,
    authorization: `Bearer ${key}`,
    paths: wallets.map(paths),
    body: JSON.stringify({ service: SERVICE, quantity: 1 }),
  } satisfies Load);
  return answerOf(generator);
}

/** What the other process measured. @throws Error when it dies over it */
async function answerOf(generator: ChildProcess): Promise<Sample> {
  const heard = new AbortController();
  const { signal } = heard;
  const died = once(generator, 'exit', { signal }).then(() => {
    throw new Error('the load generator died');
  });
  const [sample] = await Promise.race([once(generator, 'message', { signal }), died]);
  heard.abort();
  return sample as Sample;
}

async function spendsWithKeys({ db }: Opened, keys: string): Promise<number> {
  const sql = 'SELECT count(*) FROM spends WHERE starts_with(idempotency_key, $1)';
  return (await db.one<{ count: number }>(sql, [keys])).count;
}

function configOf(url: string) {
  return readConfig({
    PUBLIC_URL: 'http://127.0.0.1',
    DATABASE_URL: url,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: 'whsec_bench',
    SESSION_SECRET: 'a session secret that no session of this run needs',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'bench@example.com',
  });
}
