import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let admin: Operator;
let support: Operator;

beforeAll(async () => {
  office = await startOffice();
  admin = await signInAs(office, 'admin');
  support = await signInAs(office, 'support');
});
afterAll(() => office.close());

describe('work that was given up', () => {
  const give = async (queue: string) => {
    const { id } = await office.db.one<{ id: string }>(
      `INSERT INTO outbox (queue, payload, attempts, error, relayed_at, dead_at)
       VALUES ($1, '{"mail_id": "m_1"}', 12, 'Error: no such mailbox', app.now(), app.now()) RETURNING id`,
      [queue],
    );
    return id;
  };
  const retry = (body: object, by: Operator) => by.post('/pages/work', { key: randomUUID(), ...body });

  test('stands on the overview and on its page with the reason, and an admin has it tried again', async () => {
    const id = await give('mail');
    expect((await support.read('/pages/dashboard')).json.counts.given_up).toBe(1);
    const { json } = await support.read('/pages/work');
    expect(json).toMatchObject({
      dead: [
        { id, queue: 'mail', attempts: 12, error: 'Error: no such mailbox', payload: { mail_id: 'm_1' } },
      ],
      may: { retry_work: false, retry_events: true },
    });
    expect((await retry({ work: id }, support)).status).toBe(403);
    expect((await retry({ work: id }, admin)).status).toBe(200);
    expect(
      await office.db.one('SELECT dead_at, attempts, relayed_at FROM outbox WHERE id = $1', [id]),
    ).toEqual({ dead_at: null, attempts: 0, relayed_at: null });
    expect((await retry({ work: id }, admin)).status).toBe(404);
    const [line] = await office.db.query(
      "SELECT actor_id, before, after FROM audit_entries WHERE action = 'queue.retry'",
    );
    expect(line).toEqual({
      actor_id: admin.id,
      before: { queue: 'mail', state: 'dead', attempts: 12 },
      after: { queue: 'mail', state: 'waiting', attempts: 0 },
    });
    expect((await admin.read('/pages/work')).json.depths).toContainEqual({
      queue: 'mail',
      due: 1,
      failing: 0,
      oldest_due_at: expect.any(String),
    });
  });

  test('of Stripe’s events too, which support may replay', async () => {
    await office.db.query(
      `INSERT INTO stripe_events (id, type, object_type, object_id, livemode, payload, state, attempts, error, created_at)
       VALUES ('evt_poison', 'charge.updated', 'charge', 'ch_1', false, '{}', 'dead', 20, 'Error: unreadable', app.now())`,
    );
    expect((await support.read('/pages/work')).json.events).toMatchObject([
      { id: 'evt_poison', attempts: 20, error: 'Error: unreadable' },
    ]);
    expect((await retry({ event: 'evt_poison' }, support)).status).toBe(200);
    expect((await support.read('/pages/work')).json.events).toEqual([]);
  });

  test('is no analyst’s business', async () => {
    expect((await (await signInAs(office, 'analyst')).read('/pages/work')).status).toBe(403);
  });
});
