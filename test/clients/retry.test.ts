import { afterEach, expect, test } from '@jest/globals';
import { QuickScale, QuickScaleError } from '../../clients/typescript/src/index.js';
import { retrying } from '../../clients/typescript/src/retry.js';
import { answer, cut, type Stub, startStub } from './stub.js';

let stub: Stub;
afterEach(() => stub?.close());

const SPENT = { id: 'a-spend', credits: 1 };
const LATER = answer(429, { code: 'rate_limited', title: 'Too Many Requests', detail: 'Wait.' });
const UNAVAILABLE = answer(503, { code: 'unavailable', title: 'Service Unavailable', detail: 'Wait.' });

async function clientOf(...answers: Parameters<typeof startStub>): Promise<QuickScale> {
  stub = await startStub(...answers);
  return new QuickScale({ baseUrl: stub.baseUrl, key: 'qsk_test', backoffMs: 1, attempts: 4 });
}

test.each([
  ['429', LATER],
  ['503', UNAVAILABLE],
  ['502 of something between', answer(502, {})],
  ['no answer', cut],
])(
  'after %s a spend is tried again under the same key, and the key is made by the client',
  async (_what, first) => {
    const quickscale = await clientOf(first, first, answer(201, SPENT));
    expect(await quickscale.spend('ada', { service: 'summary' })).toEqual(SPENT);
    expect(stub.seen).toHaveLength(3);
    expect(new Set(stub.seen.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(stub.seen[0]?.idempotency_key).toMatch(/^[0-9a-f-]{36}$/);
  },
);

test('an answer that breaks off in its midst is asked for again', async () => {
  const quickscale = await clientOf(
    (_seen, res) => {
      res.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
      res.write('{"id":');
      res.socket?.destroySoon();
    },
    answer(200, SPENT),
  );
  expect(await quickscale.spend('ada', { service: 'summary' })).toEqual(SPENT);
});

test('an attempt without an answer in time is given up and repeated', async () => {
  stub = await startStub(() => undefined, answer(200, { data: [], next_cursor: null }));
  const quickscale = new QuickScale({ baseUrl: stub.baseUrl, key: 'k', backoffMs: 1, timeoutMs: 50 });
  expect(await quickscale.listServices()).toEqual([]);
  expect(stub.seen).toHaveLength(2);
});

test('each call has a new key, unless it is given one; items of a batch too', async () => {
  const quickscale = await clientOf(answer(201, { data: [] }));
  await quickscale.spend('ada', { service: 'summary' });
  await quickscale.spend('ada', { service: 'summary' });
  await quickscale.releaseHold('a-hold', { idempotencyKey: 'mine' });
  await quickscale.spendBatch([
    { customer: 'ada', service: 'summary' },
    { customer: 'ada', service: 'summary', idempotency_key: 'mine' },
  ]);
  const keys = stub.seen.map(({ idempotency_key }) => idempotency_key);
  expect(new Set(keys.slice(0, 2)).size).toBe(2);
  expect(keys.slice(2)).toEqual(['mine', undefined]);
  const { spends } = JSON.parse(stub.seen[3]?.body ?? '') as { spends: { idempotency_key: string }[] };
  expect(spends.map(({ idempotency_key }) => idempotency_key)).toEqual([
    expect.stringMatching(/^[0-9a-f-]{36}$/),
    'mine',
  ]);
});

test.each([400, 401, 402, 403, 404, 409, 422, 500])(
  '%d is an answer: it is not asked for again',
  async (status) => {
    const quickscale = await clientOf(answer(status, { code: 'some_code', title: 'No', detail: 'No.' }));
    await expect(quickscale.getBalance('ada')).rejects.toMatchObject({ status, code: 'some_code' });
    expect(stub.seen).toHaveLength(1);
  },
);

test('a refusal is an error with code, status, members and the words of the API', async () => {
  const problem = {
    type: 'about:blank',
    title: 'Payment Required',
    status: 402,
    detail: 'This needs 3 credits.',
  };
  const quickscale = await clientOf(
    answer(402, {
      ...problem,
      code: 'insufficient_credits',
      request_id: 'r-1',
      needed: 3,
      available: 1,
      debt: 0,
    }),
  );
  const refused = await quickscale.spend('ada', { service: 'summary' }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(QuickScaleError);
  expect(refused).toMatchObject({
    message: 'This needs 3 credits.',
    code: 'insufficient_credits',
    status: 402,
    requestId: 'r-1',
  });
  expect((refused as QuickScaleError).members).toEqual({ needed: 3, available: 1, debt: 0 });
});

test('attempts end: the last answer is the error, or that there was none', async () => {
  const throttled = await clientOf(LATER);
  await expect(throttled.listServices()).rejects.toMatchObject({ status: 429, code: 'rate_limited' });
  expect(stub.seen).toHaveLength(4);
  await stub.close();
  const silent = await clientOf(cut);
  await expect(silent.listServices()).rejects.toMatchObject({ status: undefined, code: 'unreachable' });
  expect(stub.seen).toHaveLength(4);
});

test('what is no problem document is told as such', async () => {
  const quickscale = await clientOf((_seen, res) => {
    res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not here</h1>');
  });
  await expect(quickscale.listServices()).rejects.toMatchObject({ status: 404, code: 'unexpected_answer' });
});

test('a caller who gives up is not kept waiting', async () => {
  const giving_up = new AbortController();
  const quickscale = await clientOf((seen, res) => {
    giving_up.abort();
    return LATER(seen, res);
  });
  await expect(quickscale.listServices({ signal: giving_up.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(stub.seen).toHaveLength(1);
});

test('the waits double, with some chance in them, and are as long as Retry-After tells', async () => {
  const waits: number[] = [];
  const told: Record<string, string>[] = [
    {},
    {},
    { 'retry-after': '7' },
    { 'retry-after': new Date(Date.now() + 50_000).toUTCString() },
    {},
  ];
  const fetch = async () =>
    new Response('{}', { status: told.length > 0 ? 503 : 200, headers: told.shift() ?? {} });
  const wait = async (ms: number) => void waits.push(ms);
  const patient = retrying(
    { attempts: 9, backoffMs: 100, waitMaxMs: 60_000, timeoutMs: 1_000 },
    { fetch, wait },
  );
  expect((await patient(new Request('http://127.0.0.1/'))).status).toBe(200);
  const bounds = [
    [50, 100],
    [100, 200],
    [7_000, 7_000],
    // Less the time that has passed since, and what a date cannot tell of a second.
    [9_000, 50_000],
    [800, 1_600],
  ];
  expect(waits).toHaveLength(bounds.length);
  waits.forEach((ms, at) => {
    expect(ms).toBeGreaterThanOrEqual(bounds[at]?.[0] ?? 0);
    expect(ms).toBeLessThanOrEqual(bounds[at]?.[1] ?? 0);
  });
});

test('who is told to wait longer than he may gives up at once', async () => {
  const quickscale = await clientOf(
    answer(429, { code: 'rate_limited', title: 'x', detail: 'x' }, { 'retry-after': '61' }),
  );
  await expect(quickscale.listServices()).rejects.toMatchObject({ code: 'rate_limited' });
  expect(stub.seen).toHaveLength(1);
});
