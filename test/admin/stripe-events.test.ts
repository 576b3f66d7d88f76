import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;

beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
});
afterAll(() => office.close());

async function deadEvent(id: string, object_type: string): Promise<void> {
  await office.db.query(
    `INSERT INTO stripe_events (id, type, object_type, object_id, livemode, payload, state, attempts, error, relayed_at, created_at)
     VALUES ($1, $2 || '.updated', $2, 'x_1', false, '{}', 'dead', 20, 'Error: unreadable', app.now(), app.now())`,
    [id, object_type],
  );
}
const replay = (id: string, by = support) => by.post(`/resources/stripe-events/records/${id}/replay`, {});
const eventOf = (id: string) =>
  office.db.one('SELECT state, attempts, error, relayed_at FROM stripe_events WHERE id = $1', [id]);

test('a dead event is worked on again, as if it had just come, and the audit log says who wanted it', async () => {
  await deadEvent('evt_dead', 'charge');
  expect((await replay('evt_dead')).status).toBe(200);
  expect(await eventOf('evt_dead')).toEqual({
    state: 'received',
    attempts: 0,
    error: null,
    relayed_at: null,
  });
  const [line] = await office.db.query(
    "SELECT actor_id, before, after FROM audit_entries WHERE action = 'event.replay'",
  );
  expect(line).toEqual({ actor_id: support.id, before: { state: 'dead' }, after: { state: 'received' } });
});

test('an event about what is not followed stays as it is, and the answer says so', async () => {
  await deadEvent('evt_topup', 'topup');
  const { status, json } = await replay('evt_topup');
  expect([status, json.code]).toEqual([422, 'event_not_followed']);
  expect(await eventOf('evt_topup')).toMatchObject({ state: 'dead' });
});

test('a dead event that nothing can mend is put aside with a reason, and only a dead one', async () => {
  await deadEvent('evt_hopeless', 'charge');
  const dismiss = (reason: string, by = support) =>
    by.post('/resources/stripe-events/records/evt_hopeless/dismiss', {
      reason,
      ticket: '',
      key: randomUUID(),
    });
  const analyst = await signInAs(office, 'analyst');
  expect((await dismiss('A test of theirs', analyst)).status).toBe(403);
  expect((await dismiss('')).json.fields).toEqual({ reason: 'Say why, in 3 to 500 characters.' });
  expect((await dismiss('A test of theirs')).status).toBe(200);
  expect(await eventOf('evt_hopeless')).toMatchObject({ state: 'ignored', error: 'Error: unreadable' });
  const [line] = await office.db.query(
    "SELECT before, after, reason FROM audit_entries WHERE action = 'event.dismiss'",
  );
  expect(line).toEqual({
    before: { state: 'dead' },
    after: { state: 'ignored' },
    reason: 'A test of theirs',
  });
  const { status, json } = await dismiss('Once more');
  expect([status, json.code]).toEqual([422, 'event_not_given_up']);
});

test('an analyst replays nothing', async () => {
  await deadEvent('evt_other', 'charge');
  const analyst = await signInAs(office, 'analyst');
  expect((await replay('evt_other', analyst)).status).toBe(403);
  expect(await eventOf('evt_other')).toMatchObject({ state: 'dead' });
});

test('while Stripe is away, fetching missed events says so and changes nothing', async () => {
  const { status, json } = await support.post('/resources/stripe-events/actions/fetchMissed', {});
  expect([status, json.code]).toEqual([422, 'stripe_unavailable']);
  expect(await office.db.query('SELECT FROM event_sweeps')).toEqual([]);
});
