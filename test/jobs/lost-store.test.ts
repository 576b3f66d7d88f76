import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type OwnRedis, startRedis } from '../support/redis.js';
import { waitFor } from '../support/wait-for.js';
import { type MailWork, openMailWork } from './mail-work.js';

const onRedis = process.env.QUICKSCALE_TEST_REDIS_URL !== undefined;
const PORTIONS = 5;
const PORTION = 20;

let work: MailWork;
let sent: string[];
let redis: OwnRedis | undefined;

beforeEach(async () => {
  redis = onRedis ? await startRedis() : undefined;
  work = await openMailWork(redis?.url);
  sent = [];
  work.onMail = async (subject) => void sent.push(subject);
});
afterEach(async () => {
  await work.stop();
  await work.database.close();
  await redis?.close();
});

const portion = () => Promise.all(Array.from({ length: PORTION }, () => work.mail()));

async function allDone(): Promise<void> {
  await waitFor(async () => {
    const { open } = await work.database.db.one<{ open: number }>(
      'SELECT count(*) AS open FROM outbox WHERE done_at IS NULL',
    );
    return open === 0;
  });
}

const subjects = (numbers: readonly string[]) => numbers.map((number) => `Your receipt ${number}`).sort();

test('a store that is emptied again and again while work comes in loses none of it and doubles none', async () => {
  await Promise.all([work.start(), work.start()]);
  const numbers: string[] = [];
  for (let round = 0; round < PORTIONS; round += 1) {
    numbers.push(...(await portion()));
    await waitFor(() => sent.length > 0);
    await work.emptyStore();
  }
  await allDone();
  expect(sent.sort()).toEqual(subjects(numbers));
});

(onRedis ? test : test.skip)(
  'while Redis is away work is kept, and done when another one stands there',
  async () => {
    await Promise.all([work.start(), work.start()]);
    const numbers = await portion();
    await waitFor(() => sent.length > 0);
    await redis?.restart(async () => {
      numbers.push(...(await portion()));
    });
    numbers.push(...(await portion()));
    await allDone();
    expect(sent.sort()).toEqual(subjects(numbers));
  },
  60_000,
);

(onRedis ? test : test.skip)(
  'workers stop in order although Redis is away',
  async () => {
    await work.start();
    await work.mail();
    await allDone();
    await redis?.restart(() => work.stop());
    expect(sent).toHaveLength(1);
  },
  60_000,
);
