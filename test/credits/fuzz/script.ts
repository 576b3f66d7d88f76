import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createSpender } from '../../../src/credits/index.js';
import { fromRoot } from '../../../src/platform/root.js';
import { createCustomer } from '../../support/credits.js';
import type { TestDatabase } from '../../support/database.js';
import { takeClock } from '../../support/moving-clock.js';
import type { Step } from './law.js';
import { emptyWallet } from './model/wallet.js';
import { agree, play } from './play.js';
import { shownByLedger, shownByModel } from './read-back.js';
import { COSTS, type Request } from './request.js';
import type { Line } from './storm/line.js';
import { type Furniture, furnish, reprice } from './world.js';

/** What a storm did to one wallet, one after the other, as plain JSON. How it met others is not in it. */
export type Script = Step[];

/** In the order in which they held the wallet; what changed nothing stands where it ended. */
function scriptOf({ events, floating }: Line): Script {
  const moving = events.map(({ seen, at, pos }) => ({ pos, at, seen }));
  const others = floating.map((seen) => ({ pos: seen.to, at: seen.to, seen }));
  const inOrder = [...moving, ...others].sort((a, b) => a.pos - b.pos);
  return inOrder.map(({ at, seen: { request, id, cost } }) => ({ at, request, id, cost }));
}

/** Answers the file's path. */
export async function writeScript(line: Line, name: string): Promise<string> {
  const file = fromRoot(`build/test/fuzz/${name}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(scriptOf(line), null, 1));
  return file;
}

export async function readScript(file: string): Promise<Script> {
  return JSON.parse(await readFile(file, 'utf8')) as Script;
}

/** How to play a script. */
export function alone(file: string): string {
  return `FUZZ_REPLAY=${file} npm run fuzz`;
}

/**
 * Plays a script on an empty database, step by step on a clock that stands still in between, and expects of each what
 * the rules say. What passes here and failed in the storm comes of requests that met.
 */
export async function playScript(
  database: TestDatabase,
  { script, furniture }: { script: Script; furniture?: Furniture },
): Promise<void> {
  const { db } = database;
  let now = script[0]?.at ?? 0;
  const clock = await takeClock(database, { start: now, ticks: false });
  const spender = createSpender(db);
  const transaction = db.transaction.bind(db);
  const reach = { db, spender, transaction, ...(furniture ?? (await furnish(db))) };
  const life = { reach, wallet_id: await createCustomer(db), wallet: emptyWallet() };
  /** The ledger names what it makes anew: the storm's name → today's, or null for what was not made today. */
  const names = new Map<string, string | null>();
  const costs = [...COSTS];
  for (const step of script) {
    const { request: asked, cost } = step;
    if ('service' in asked && costs[asked.service] !== cost) {
      costs[asked.service] = cost;
      now += 1;
      await clock.moveTo(now);
      await reprice(reach, { service: asked.service, cost });
    }
    now = Math.max(now, step.at);
    await clock.moveTo(now);
    const request = renamed(asked, names);
    const made = request && (await play(life, { request, at: now, cost })).id;
    if (step.id) names.set(step.id, made || null);
    agree((await shownByLedger(db, life.wallet_id)).shown, shownByModel(life.wallet));
  }
  await spender.close();
}

/** Null where it is about what was not made today. */
function renamed(request: Request, names: ReadonlyMap<string, string | null>): Request | null {
  const missing = Object.values(request).some((value) => names.get(value) === null);
  if (missing) return null;
  return JSON.parse(JSON.stringify(request), (_name, value) =>
    typeof value === 'string' ? (names.get(value) ?? value) : value,
  );
}
