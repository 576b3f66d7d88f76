import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PASSWORD, totpCode } from '../http/accounts/people.js';
import { createCustomer, createPaidPack, give } from '../support/credits.js';
import { type Office, type Operator, signInAs, startOffice } from './office.js';

let office: Office;
let support: Operator;
let customer: string;
let payment: string;

beforeAll(async () => {
  office = await startOffice();
  support = await signInAs(office, 'support');
  customer = await createCustomer(office.db);
  ({ payment_id: payment } = await createPaidPack(office.db, customer, {
    received_minor: 3600,
    granted: 100_000,
  }));
});
afterAll(() => office.close());

const why = (more: object = {}) => ({
  reason: 'Bought twice',
  ticket: '8812',
  notify: true,
  key: crypto.randomUUID(),
  ...more,
});
const preview = (body: object) => support.post(`/resources/payments/records/${payment}/previewRefund`, body);
const refund = (body: object, by = support) => by.post(`/resources/payments/records/${payment}/refund`, body);
const adjust = (body: object, by = support) =>
  by.post(`/resources/customers/records/${customer}/adjustCredits`, body);
const count = async (table: string) =>
  (await office.db.one<{ count: number }>(`SELECT count(*) FROM ${table}`)).count;

describe('refunding', () => {
  test('does what its preview said, once, however often the button is pressed', async () => {
    const { json } = await preview({ amount: '9.00', policy: 'unused' });
    expect(json.preview).toMatchObject({
      amount_minor: 900,
      refundable_minor: 3600,
      within_limit: true,
      limit: { a_time_minor: 10_000 },
      credits: { bought: 100_000, taken_now: 25_000, available_before: 100_000, available_after: 75_000 },
    });
    const form = { amount: '9.00', policy: 'unused', ...why() };
    const answers = await Promise.all([refund(form), refund(form), refund(form)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.json.notice).toEqual({ type: 'success', message: '€9.00 is on its way back.' });
    expect(await office.db.query('SELECT amount_minor, reason, ticket, status FROM refunds')).toEqual([
      { amount_minor: 900, reason: 'Bought twice', ticket: '8812', status: 'requested' },
    ]);
    const page = (await support.read(`/resources/customers/records/${customer}/show`)).json.page;
    expect(page.balance.available).toBe(75_000);
    expect(page.payments[0]).toMatchObject({
      refunded_minor: 900,
      refundable_minor: 2700,
      credits_left: 75_000,
      credits_bought: 100_000,
    });
    expect(page.audit[0]).toMatchObject({
      action: 'refund.request',
      reason: 'Bought twice',
      before: { available: 1000 },
      after: { available: 750, credits_taken: 250 },
    });
  });

  test.each([
    ['no amount', { amount: '' }, 'amount'],
    ['an amount that is none', { amount: '1e3' }, 'amount'],
    ['a negative amount', { amount: '-5' }, 'amount'],
    ['nothing', { amount: '0' }, 'amount'],
    ['no reason', { reason: '  ' }, 'reason'],
    ['a reason without end', { reason: 'x'.repeat(501) }, 'reason'],
    ['a reason that turns around', { reason: 'Paid \u202etwice' }, 'reason'],
    ['a policy that is none', { policy: 'burn' }, 'policy'],
    ['no key', { key: 'once' }, 'key'],
    ['a tick that is none', { notify: 'yes' }, 'notify'],
  ])('with %s says so at the field', async (_what, wrong, field) => {
    const before = await count('refunds');
    const { status, json } = await refund({ amount: '1.00', policy: 'unused', ...why(), ...wrong });
    expect(status).toBe(422);
    expect(Object.keys(json.fields)).toContain(field);
    expect(await count('refunds')).toBe(before);
  });

  test('of more than is left, or above the limit, is refused in words', async () => {
    expect((await refund({ amount: '36.00', policy: 'unused', ...why() })).json).toMatchObject({
      code: 'not_refundable',
      notice: { type: 'error', message: 'Only €27.00 of this payment can still be refunded.' },
    });
    const large = await createPaidPack(office.db, customer, { received_minor: 20_000, granted: 1000 });
    const path = `/resources/payments/records/${large.payment_id}`;
    const above = await support.post(`${path}/previewRefund`, { policy: 'keep' });
    expect(above.json.preview).toMatchObject({ within_limit: false, who_may: ['finance', 'admin'] });
    const asked = await support.post(`${path}/refund`, { amount: '200', policy: 'keep', ...why() });
    expect(asked).toMatchObject({ status: 403, json: { code: 'needs_approval' } });
  });
});

describe('adjusting credits', () => {
  test('shows before → after, then does it, and tells the audit log', async () => {
    const wish = { direction: 'up', amount: '50', type: 'pay_as_you_go' };
    const { json } = await support.post(`/resources/customers/records/${customer}/previewAdjustment`, wish);
    const { before, after } = json.preview;
    expect(after.available - before.available).toBe(5000);
    const form = { ...wish, ...why() };
    const answers = await Promise.all([adjust(form), adjust(form)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const page = (await support.read(`/resources/customers/records/${customer}/show`)).json.page;
    expect(page.balance.available).toBe(after.available);
    expect(page.audit[0]).toMatchObject({
      action: 'credits.adjust',
      after: { adjusted: 50 },
      ticket: '8812',
    });
  });

  test('gives promotional credits to the end of a day', async () => {
    const other = await createCustomer(office.db);
    const form = {
      direction: 'up',
      amount: '1,000',
      type: 'promotional',
      expires_at: '2030-01-31',
      ...why(),
    };
    expect((await support.post(`/resources/customers/records/${other}/adjustCredits`, form)).status).toBe(
      200,
    );
    const { expires_at } = await office.db.one<{ expires_at: Date }>(
      'SELECT expires_at FROM grants WHERE wallet_id = $1',
      [other],
    );
    expect(expires_at.toISOString()).toBe('2030-01-31T23:59:59.000Z');
  });

  test('down never goes below what is there', async () => {
    const other = await createCustomer(office.db);
    await give(office.db, other, { amount: 1000 });
    const form = { direction: 'down', amount: '11', ...why() };
    const answer = await support.post(`/resources/customers/records/${other}/adjustCredits`, form);
    expect(answer).toMatchObject({ status: 422, json: { code: 'insufficient_credits' } });
  });

  test.each([
    ['half a hundredth', '0.005'],
    ['a word', 'many'],
    ['nothing', '0'],
    ['less than nothing', '-5'],
    ['a number beyond reason', '9'.repeat(12)],
  ])('by %s says so at the field', async (_what, amount) => {
    const { status, json } = await adjust({ direction: 'up', amount, type: 'pay_as_you_go', ...why() });
    expect([status, Object.keys(json.fields)]).toEqual([422, ['amount']]);
  });

  test('above the limit is refused in words', async () => {
    const answer = await adjust({ direction: 'up', amount: '1001', type: 'pay_as_you_go', ...why() });
    expect(answer).toMatchObject({ status: 403, json: { code: 'needs_approval' } });
  });
});

describe('a record that there is not', () => {
  test.each([['00000000-0000-7000-8000-000000000000'], ['nope']])('is told as such: %s', async (id) => {
    const answers = [
      await support.read(`/resources/customers/records/${id}/show`),
      await support.post(`/resources/customers/records/${id}/adjustCredits`, {
        direction: 'up',
        amount: '5',
        ...why(),
      }),
      await support.post(`/resources/payments/records/${id}/refund`, {
        amount: '5.00',
        policy: 'keep',
        ...why(),
      }),
    ];
    for (const { status, json } of answers) {
      expect([status, json.notice.message]).toEqual([404, 'There is no such record.']);
    }
  });
});

describe('a sign-in that is too old', () => {
  const age = (operator: Operator) =>
    office.db.query(
      `UPDATE sessions SET sess = jsonb_set(sess::jsonb, '{reauthenticated_at}', to_jsonb(0)) WHERE user_id = $1`,
      [operator.id],
    );

  test('moves nothing until password and code are given again', async () => {
    const finance = await signInAs(office, 'finance');
    await age(finance);
    const form = { direction: 'up', amount: '5', type: 'pay_as_you_go', ...why() };
    expect(await adjust(form, finance)).toMatchObject({
      status: 403,
      json: { code: 'reauthentication_required' },
    });
    expect(await refund({ amount: '1', policy: 'unused', ...why() }, finance)).toMatchObject({ status: 403 });
    const { totp_secret } = await office.db.one<{ totp_secret: string }>(
      'SELECT totp_secret FROM users WHERE id = $1',
      [finance.id],
    );
    const wrong = await finance.post('/pages/confirm', {
      password: 'not this',
      code: totpCode(totp_secret, 1),
    });
    expect(wrong).toMatchObject({ status: 422, json: { code: 'wrong_credentials' } });
    const right = await finance.post('/pages/confirm', {
      password: PASSWORD,
      code: totpCode(totp_secret, 1),
    });
    expect(right.status).toBe(200);
    expect((await adjust(form, finance)).status).toBe(200);
  });

  test('still reads', async () => {
    const finance = await signInAs(office, 'finance');
    await age(finance);
    expect((await finance.read(`/resources/customers/records/${customer}/show`)).status).toBe(200);
  });
});
