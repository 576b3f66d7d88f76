import path from 'node:path';
import { holdPort } from '../free-port.js';
import type { Credentials } from '../people.js';
import { endLeftoverServer } from '../postgres/leftover.js';
import { startChild } from './child.js';
import { startDatabases } from './databases.js';
import { environment, writeEnvironment } from './environment.js';
import { furnish } from './furnish.js';
import type { DemoOptions } from './options.js';
import { startOutside } from './outside.js';
import { progress } from './progress.js';
import { seedCrowdBesideYear } from './seed-crowd.js';
import { seedYear } from './seed-year.js';
import { forget, readState, writeState } from './state.js';
import type { Stops } from './stops.js';

const USUAL_PORT = 3000;

/** A demo that is up; addresses are URLs. */
export type Demo = {
  portal: string;
  stripe: string;
  mailbox: string;
  database: string;
  stripeKey: string;
  webhookSecret: string;
  apiKey: string;
  users: Credentials[];
};

/** Brings everything up, in order, and leaves in `stops` how to end it: also when a later step fails. */
export async function startDemo(options: DemoOptions, stops: Stops): Promise<Demo> {
  const dir = path.resolve(options.data);
  if (options.reset) {
    await endLeftoverServer(path.join(dir, 'postgres/cluster'));
    await forget(dir);
  }
  const state = await readState(dir);
  const isNew = state.apiKey === undefined;
  const databases = await startDatabases({ dir, anew: isNew, stops });
  if (isNew && options.seed !== 'none') await seedYear(databases);
  if (isNew && options.seed === 'large') await seedCrowdBesideYear(databases);
  const port = await holdWebPort(options.port, state.ports.web);
  const portal = `http://127.0.0.1:${port.port}`;
  const outside = await startOutside({ dir, state, portal, databases, stops });
  const { stripe, mailbox } = outside;
  const stripeAccess = { url: stripe.url, key: state.stripeKey };
  const { users, apiKey } = await furnish({ databases, stripe: stripeAccess, apiKey: state.apiKey });

  const ports = { web: port.port, stripe: stripe.port, mailbox: Number(new URL(mailbox.url).port) };
  await writeState(dir, { ...state, apiKey, ports });
  const settings = environment({ state, portal, databases, outside });
  await writeEnvironment(path.join(dir, 'demo.env'), settings);
  await port.release();
  await startProcesses(dir, settings, stops);
  return {
    portal,
    stripe: stripe.url,
    mailbox: mailbox.url,
    database: databases.product.url,
    stripeKey: state.stripeKey,
    webhookSecret: state.webhookSecret,
    apiKey,
    users,
  };
}

/** Held until web takes it: another demo that starts meanwhile must choose another. */
async function holdWebPort(asked: number | undefined, last: number | undefined) {
  const held = await holdPort(...(asked === undefined ? [last, USUAL_PORT] : [asked]));
  if (asked === undefined || held.port === asked) return held;
  await held.release();
  throw new Error(`Port ${asked} is taken by another program.`);
}

async function startProcesses(dir: string, settings: Record<string, string>, stops: Stops): Promise<void> {
  const tell = (line: string) => console.error(`  !  ${line}`);
  const env = { ...process.env, ...settings };
  const start = (name: string) => startChild({ name, dir, env, tell });
  const children = await progress('web and worker', () =>
    Promise.allSettled(['web', 'worker'].map(async (name) => stops.add((await start(name)).stop))),
  );
  for (const child of children) if (child.status === 'rejected') throw child.reason;
}
