import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCustomer } from '../support/credits.js';
import { Notebook, rawRouter, serveAsItComes, signedIn } from './as-it-comes.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let operator: Operator;
let customer: string;

beforeAll(async () => {
  office = await startOffice();
  operator = await signInAs(office, 'finance');
  customer = await createCustomer(office.db);
});
afterAll(() => office.close());

const given = async () =>
  (await office.db.one<{ amount: number }>('SELECT coalesce(sum(amount), 0) AS amount FROM grants')).amount;
const gift = () => ({
  direction: 'up',
  amount: '50',
  type: 'pay_as_you_go',
  reason: 'A forged gift',
  notify: false,
  key: crypto.randomUUID(),
});
const adjust = () => `/resources/customers/records/${customer}/adjustCredits`;

/** AdminJS as it comes, with an action that counts its runs; somebody is signed in. */
async function serveCounter() {
  let runs = 0;
  const router = rawRouter({
    resources: [
      {
        resource: new Notebook(),
        options: {
          actions: {
            give: {
              actionType: 'resource',
              component: false,
              handler: async () => {
                runs += 1;
                return {};
              },
            },
          },
        },
      },
    ],
  });
  const raw = await serveAsItComes(router, signedIn({ email: 'a@example.com' }));
  return { ...raw, runs: () => runs };
}

test('a change with the right origin, token and body goes through', async () => {
  const before = await given();
  expect((await operator.post(adjust(), gift())).status).toBe(200);
  expect(await given()).toBe(before + 5000);
});

describe('what another site makes a browser send', () => {
  test('changes something in AdminJS as it comes', async () => {
    const raw = await serveCounter();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    await fetch(`${raw.url}/api/resources/notes/actions/give`, { method: 'POST', headers: foreign });
    await fetch(`${raw.url}/api/resources/notes/actions/give`, { headers: foreign });
    raw.close();
    expect(raw.runs()).toBe(2);
  });

  test.each([
    ['without the token', { 'x-csrf-token': null }],
    ['with another token', { 'x-csrf-token': 'f'.repeat(256) }],
    ['from a foreign origin', { origin: 'https://evil.example' }],
    ['from no origin', { origin: null }],
    ['from an origin that is no address', { origin: 'null' }],
    ['as another site', { 'sec-fetch-site': 'cross-site' }],
    ['as a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('changes nothing here %s', async (_how, headers) => {
    const before = await given();
    const answer = await operator.post(adjust(), gift(), headers);
    expect(answer.status).toBe(403);
    expect(answer.json.notice.type).toBe('error');
    expect(await given()).toBe(before);
  });

  test('cannot be a form: only JSON is taken', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await operator.post(adjust(), 'amount=50', form)).status).toBe(415);
  });

  test('does not even read: calls from other sites are refused, links to pages are not', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' };
    expect((await operator.read('/pages/dashboard', foreign)).status).toBe(403);
    expect((await operator.send('GET', '/admin', undefined, foreign)).status).toBe(200);
  });
});

describe('a changing action asked for with GET', () => {
  test.each([
    ['of a record', () => adjust()],
    ['of a list', () => '/resources/audit/actions/verify'],
    ['of a page', () => '/pages/confirm'],
  ])('is refused: %s', async (_kind, path) => {
    const before = await given();
    expect((await operator.read(path())).status).toBe(405);
    expect(await given()).toBe(before);
  });

  test('and a reading one with POST', async () => {
    expect((await operator.post('/resources/customers/actions/list', {})).status).toBe(405);
  });
});

describe('a body', () => {
  test.each([
    ['that is no JSON', '{"amount"', 400],
    ['that is not an object', '"50"', 400],
    ['with a NUL', JSON.stringify({ ...gift(), reason: 'a\0b' }), 400],
    ['with half a sign', `{"reason":"\\ud800abc"}`, 400],
    ['that is too large', JSON.stringify({ reason: 'x'.repeat(70_000) }), 413],
    ['with a field that nobody asked for', JSON.stringify({ ...gift(), actor: 'admin' }), 422],
    ['that names a prototype', '{"__proto__":{"direction":"up"}}', 400],
    ['that is empty', '{}', 422],
  ])('%s is refused in words', async (_what, body, status) => {
    const answer = await operator.post(adjust(), body);
    expect([answer.status, answer.json.notice.type]).toEqual([status, 'error']);
  });
});
