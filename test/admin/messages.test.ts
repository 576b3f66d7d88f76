import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signedIn } from '../http/accounts/people.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;
let customer: string;

/** A customer has written with the contact form. */
beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
  const { browser, id, email } = await signedIn(office.db, office.origin);
  customer = id;
  await browser.submit('/contact', { name: 'Maya', email, body: 'Where are\nmy credits?' });
});
afterAll(() => office.close());

const list = async (query = '', by = support) =>
  (await by.read(`/resources/messages/actions/list?${query}`)).json.records;
const mark = (id: string, act: 'answered' | 'reopen', by = support) =>
  by.post(`/resources/messages/records/${id}/${act}`, {});

test('what customers write is read, found by its state, marked as answered and opened again, with an audit line each', async () => {
  const [{ id, params }] = await list('filters.status=open');
  expect(params).toMatchObject({ name: 'Maya', body: 'Where are\nmy credits?', user_id: customer });
  const [mail] = await office.db.query<{ path: string }>(
    `SELECT variables ->> 'path' AS path FROM mails WHERE template = 'contact-message'`,
  );
  expect(mail?.path).toBe(`/admin/resources/messages/records/${id}/show`);

  expect((await mark(id, 'answered')).json.notice.message).toBe('Marked as answered.');
  expect((await mark(id, 'answered', await signInAs(office, 'finance'))).status).toBe(200);
  expect(await list('filters.status=open')).toEqual([]);
  const [{ params: answered, populated }] = await list();
  expect(answered).toMatchObject({ status: 'answered', answered_by: support.id });
  expect(populated.user_id.id).toBe(customer);
  await mark(id, 'reopen');
  expect(await list('filters.status=open')).toMatchObject([{ params: { answered_at: null } }]);
  const lines = await office.db.query(
    `SELECT action, customer_id FROM audit_entries WHERE subject_type = 'contact_message' ORDER BY at, id`,
  );
  expect(lines).toEqual(
    ['message.answered', 'message.reopened'].map((action) => ({ action, customer_id: customer })),
  );
});

test('a customer’s page tells that he wrote, and the analyst reads nobody’s words', async () => {
  const { page } = (await support.read(`/resources/customers/records/${customer}/show`)).json;
  const [{ id }] = await list();
  expect(page.timeline).toContainEqual(
    expect.objectContaining({ kind: 'message', key: `message:${id}`, detail: 'Where are\nmy credits?' }),
  );
  const analyst = await signInAs(office, 'analyst');
  expect((await analyst.read('/resources/messages/actions/list')).status).toBe(403);
  expect((await mark(id, 'answered', analyst)).status).toBe(403);
});

test('of a message that there is not nothing is marked', async () => {
  expect((await mark('00000000-0000-4000-8000-000000000000', 'answered')).json.notice.type).toBe('error');
});
