import { randomUUID } from 'node:crypto';
import { test } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import { ensureCatalogue } from '../../sandbox/catalogue.js';
import { startSandboxStripe } from '../support/sandbox-stripe.js';
import { expectAlike } from './alike.js';
import { live, STEPS, type Step } from './life.js';
import { openRumour } from './rumour.js';
import { SEED, size } from './size.js';
import { openWitness } from './witness.js';

const LENGTH = size({ short: 6, long: 20 });
/** One is told all in order and at once, the others late, twice, in any order, or never. */
const RUMOURS = size({ short: 1, long: 3 });

const LISTED_LATE_SECONDS = 3600;

const lives = fc.record({
  steps: fc.array(fc.constantFrom<Step>(...STEPS, 'buy', 'subscribe', 'subscribe', 'renew'), {
    minLength: LENGTH,
    maxLength: LENGTH,
  }),
  seed: fc.nat(),
});

async function liveAndCompare({ steps, seed }: { steps: Step[]; seed: number }): Promise<void> {
  const sandbox = await startSandboxStripe();
  await ensureCatalogue(sandbox.stripe);
  const witnesses = await Promise.all(
    Array.from({ length: 1 + RUMOURS }, () => openWitness(sandbox.url(), sandbox.databaseUrl)),
  );
  try {
    const user_id = randomUUID();
    for (const { know } of witnesses) await know(user_id);
    const { id: customer } = await sandbox.stripe.customers.create({ metadata: { user_id } });
    const [inOrder, ...others] = witnesses;
    const rumours = others.map((witness, at) => openRumour(witness, `${seed}.${at}`));
    const told = new Map<string, number>();
    const tell = async () => {
      const news = await untold(sandbox.stripe, told);
      for (const event of news) await inOrder?.hear([event]);
      for (const rumour of rumours) await rumour.spread(news);
    };
    const advance = async (duration: string) => {
      await tell();
      await Promise.all(others.map(({ sweep }) => sweep()));
      const { offset_ms } = await sandbox.control('POST', 'clock', { advance: duration });
      await Promise.all(witnesses.map(({ moveClock }) => moveClock(Number(offset_ms))));
    };
    for (const step of steps) {
      await live({ sandbox, user_id, customer, advance }, step);
      await tell();
    }
    // What a dispute gave back after its time lives for seven days: it depends on when the dispute was heard of.
    await advance('P8D');
    for (const { sweep } of witnesses) await sweep();
    const [expected, ...beliefs] = await Promise.all(witnesses.map(({ belief }) => belief(user_id)));
    for (const belief of beliefs) expectAlike(belief, expected, { steps, seed });
  } finally {
    for (const { close } of witnesses) await close();
    await sandbox.close();
  }
}

/** What has happened since, the oldest first: some of it may stand behind what was told already. */
async function untold(stripe: Stripe, told: Map<string, number>): Promise<Stripe.Event[]> {
  const news: Stripe.Event[] = [];
  const gte = Math.max(0, ...told.values()) - LISTED_LATE_SECONDS;
  for await (const event of stripe.events.list({ limit: 100, created: { gte } }))
    if (!told.has(event.id)) news.unshift(event);
  for (const { id, created } of news) told.set(id, created);
  return news;
}

test('a life ends the same for who is told in order and for who is told late, twice, in any order or never', async () => {
  await fc.assert(fc.asyncProperty(fc.noShrink(lives), liveAndCompare), {
    seed: SEED,
    numRuns: size({ short: 1, long: 40 }),
    includeErrorInReport: true,
  });
}, 3_600_000);
