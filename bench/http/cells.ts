import { createApiKey } from '../../src/accounts/index.js';
import { createStripe } from '../../src/billing/index.js';
import { createSpender } from '../../src/credits/index.js';
import type { Cell, Sample } from '../cell.js';
import type { Plan } from '../options.js';
import { type BenchServer, Prepared, type Section } from '../section.js';
import type { BenchDatabase } from '../town.js';
import { createRichWallets, SERVICE } from '../wallets.js';
import { configOf } from './config.js';
import { type Generator, startGenerator } from './generator.js';
import { serveHttp } from './server.js';
import { webhookCells } from './webhook-cells.js';

/** As nobody spends so much, no limit is met. */
const RATE_LIMIT = 2 ** 31 - 1;

type Opened = BenchDatabase & {
  wallets: string[];
  key: string;
  origin: string;
  generator: Generator;
  close: () => Promise<void>;
};

/** The API's spend and the webhook, each against a bare route of the same server, asked by another process. */
export function httpSection(server: BenchServer, { httpCallers, senders, customers }: Plan): Section {
  const opened = new Prepared<Opened>();
  const spends = httpCallers.flatMap((callers): Cell[] => {
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
    cells: [...spends, ...senders.flatMap((count) => webhookCells(opened, count))],
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
  const config = configOf(url);
  const server = await serveHttp({ db, config, spender, stripe: createStripe(config) });
  const generator = startGenerator();
  const close = async () => {
    generator.close();
    await server.close();
    await spender.close();
  };
  return { ...database, wallets, key, origin: `http://127.0.0.1:${server.port}`, generator, close };
}

type Asked = { callers: number; duration_ms: number; keys: string; paths: (wallet: string) => string };

function ask({ generator, origin, key, wallets }: Opened, { paths, keys, ...asked }: Asked): Promise<Sample> {
  return generator.ask({
    ...asked,
    origin,
    paths: wallets.map(paths),
    message: {
      authorization: `Bearer ${key}`,
      body: JSON.stringify({ service: SERVICE, quantity: 1 }),
      keys,
    },
  });
}

async function spendsWithKeys({ db }: Opened, keys: string): Promise<number> {
  const sql = 'SELECT count(*) FROM spends WHERE starts_with(idempotency_key, $1)';
  return (await db.one<{ count: number }>(sql, [keys])).count;
}
