import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningWorkers } from '../../jobs/start-workers.js';
import {
  choosePaymentMethod,
  considerTopUp,
  listPaymentMethods,
  listPayments,
  refresh,
  removePaymentMethod,
  requestRefund,
  startSavingCard,
  sweepTopUps,
  switchOffTopUp,
  switchOnTopUp,
  topUpOf,
} from '../../src/billing/index.js';
import {
  balance,
  freezeForDispute,
  InsufficientCredits,
  releaseDispute,
  spend,
  verifyLedger,
} from '../../src/credits/index.js';
import {
  createCustomer,
  createDispute,
  createOperatorActor,
  createService,
  give,
} from '../support/credits.js';
import { waitFor } from '../support/wait-for.js';
import { openShop, payOn, type Shop } from './shop.js';

const THRESHOLD = 10_000;
const VISA = '4242424242424242';
const DECLINES = '4000000000000341';
const ASKS = '4000002760003184';

let shop: Shop;
let workers: RunningWorkers;
let service: string;

beforeAll(async () => {
  shop = await openShop();
  service = await createService(shop.db, 100);
  workers = await shop.startWorkers();
});
afterAll(async () => {
  await workers?.close();
  expect((await verifyLedger(shop.db)).lies).toEqual([]);
  await shop?.close();
});

async function saveCard(user_id: string, number: string): Promise<void> {
  const { url } = await startSavingCard(shop.deps, { user_id, key: randomUUID() });
  await payOn(url, number);
  const session = await shop.stripe.checkout.sessions.retrieve(url.split('/').at(-1) ?? '', {
    expand: ['setup_intent'],
  });
  const intent = session.setup_intent;
  if (intent && typeof intent !== 'string' && intent.next_action?.redirect_to_url?.url) {
    const body = new URLSearchParams({ outcome: 'complete' });
    await fetch(intent.next_action.redirect_to_url.url, { method: 'POST', body, redirect: 'manual' });
  }
  await shop.settled();
}

const allow = (user_id: string, given: Partial<Parameters<typeof switchOnTopUp>[1]> = {}) =>
  shop.db.transaction((tx) =>
    switchOnTopUp(tx, {
      user_id,
      threshold: THRESHOLD,
      price_id: shop.prices[500],
      payment_method_id: null,
      monthly_cap_minor: 6000,
      ...given,
    }),
  );

/** 150 credits, a saved card, and leave to buy 500 for 20.00 below 100, up to 60.00 a month. */
async function toppedUp({
  card = VISA,
  ...given
}: { card?: string } & Parameters<typeof allow>[1] = {}): Promise<string> {
  const user_id = await createCustomer(shop.db);
  await give(shop.db, user_id, { amount: 15_000 });
  await saveCard(user_id, card);
  await allow(user_id, given);
  await shop.settled();
  return user_id;
}

const use = (wallet_id: string, quantity: number) =>
  spend(shop.db, { wallet_id, service, quantity, key_owner: 'company', key: randomUUID() });

async function useAndSettle(wallet_id: string, quantity: number): Promise<void> {
  await use(wallet_id, quantity);
  await shop.settled();
}

const available = async (wallet_id: string) => (await balance(shop.db, wallet_id)).available;
const payments = async (user_id: string) => (await listPayments(shop.db, user_id)).data;
const chargesAtStripe = async (user_id: string) => {
  const { customer } = await shop.db.one<{ customer: string }>(
    'SELECT stripe_customer_id AS customer FROM users WHERE id = $1',
    [user_id],
  );
  return (await shop.stripe.charges.list({ customer, limit: 100 })).data;
};
const mails = async (user_id: string) => {
  const rows = await shop.db.query<{ template: string }>(
    'SELECT template FROM mails WHERE user_id = $1 ORDER BY created_at, id',
    [user_id],
  );
  return rows.map(({ template }) => template);
};
const attempts = async (user_id: string) =>
  ((await topUpOf(shop.db, user_id))?.attempts ?? []).map(({ status }) => status);

/** Lets the wait be over, as time would, and the schedule find it. */
async function waitIsOver(user_id: string): Promise<void> {
  await shop.db.query('UPDATE top_ups SET next_attempt_at = app.now() WHERE wallet_id = $1', [user_id]);
  await sweepTopUps(shop.db);
  await shop.settled();
}

describe('a balance that falls below', () => {
  test('is topped up by itself, with a payment and a receipt like any other', async () => {
    const user_id = await toppedUp();
    await useAndSettle(user_id, 51);
    expect(await available(user_id)).toBe(59_900);
    expect(await payments(user_id)).toMatchObject([
      {
        kind: 'pack',
        status: 'succeeded',
        amount_minor: 2000,
        credit_amount: 50_000,
        card: { last4: '4242' },
        receipt_number: expect.stringMatching(/^R-/),
      },
    ]);
    expect(await mails(user_id)).toEqual(['receipt']);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      on: true,
      used_minor: 2000,
      attempts: [{ status: 'succeeded', amount_minor: 2000 }],
    });
    const [charge] = await chargesAtStripe(user_id);
    expect(charge?.metadata).toMatchObject({ user_id, quantity: '1' });
  });

  test('in a storm of spends is topped up exactly once', async () => {
    const user_id = await toppedUp();
    await Promise.all(Array.from({ length: 100 }, () => use(user_id, 1)));
    await Promise.all(Array.from({ length: 10 }, () => considerTopUp(shop.db, user_id)));
    await shop.settled();
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await available(user_id)).toBe(55_000);
  });

  test('is topped up again while it is still below, one after the other, and not above the limit', async () => {
    const user_id = await toppedUp({ threshold: 500_000 });
    expect(await attempts(user_id)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(await available(user_id)).toBe(165_000);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({ on: true, waits_for: 'cap', used_minor: 6000 });
    await useAndSettle(user_id, 10);
    await waitIsOver(user_id);
    expect(await chargesAtStripe(user_id)).toHaveLength(3);
    expect((await mails(user_id)).filter((template) => template === 'top-up-cap')).toHaveLength(1);

    await shop.db.query(
      `UPDATE top_up_attempts SET created_at = created_at - interval '1 month' WHERE wallet_id = $1`,
      [user_id],
    );
    await waitIsOver(user_id);
    expect(await chargesAtStripe(user_id)).toHaveLength(6);
  });

  test('is found by the schedule where the crossing’s job was lost', async () => {
    const user_id = await toppedUp();
    await workers.close();
    await use(user_id, 60);
    await shop.db.query(`DELETE FROM outbox WHERE queue = 'top-up' AND done_at IS NULL`);
    workers = await shop.startWorkers();
    await sweepTopUps(shop.db);
    await shop.settled();
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
  });

  test('and is back up before the job runs is left alone', async () => {
    const user_id = await toppedUp();
    await workers.close();
    await use(user_id, 60);
    await give(shop.db, user_id, { amount: 5_000 });
    workers = await shop.startWorkers();
    await shop.settled();
    expect(await attempts(user_id)).toEqual([]);
  });

  test('buys nothing for who did not ask for it, or took it back', async () => {
    const user_id = await toppedUp();
    await shop.db.transaction((tx) => switchOffTopUp(tx, { user_id }));
    await useAndSettle(user_id, 150);
    await sweepTopUps(shop.db);
    await shop.settled();
    await expect(use(user_id, 1)).rejects.toThrow(InsufficientCredits);
    expect(await attempts(user_id)).toEqual([]);
    expect(await mails(user_id)).toEqual([]);
  });
});

describe('a declined card', () => {
  test('is tried three times, further and further apart, and then never again', async () => {
    const user_id = await toppedUp({ card: DECLINES });
    await useAndSettle(user_id, 60);
    expect(await attempts(user_id)).toEqual(['declined']);
    expect(await available(user_id)).toBe(9_000);
    for (let i = 0; i < 3; i += 1) await useAndSettle(user_id, 1);
    await sweepTopUps(shop.db);
    await shop.settled();
    expect(await attempts(user_id)).toHaveLength(1);
    expect(await daysToNext(user_id)).toBe(1);

    await waitIsOver(user_id);
    expect(await attempts(user_id)).toHaveLength(2);
    expect(await daysToNext(user_id)).toBe(3);

    await waitIsOver(user_id);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      on: false,
      why_off: 'The card was declined three times.',
      used_minor: 0,
      attempts: [{ status: 'declined', decline: { reason: 'Your bank declined the payment.' } }, {}, {}],
    });
    await useAndSettle(user_id, 1);
    await sweepTopUps(shop.db);
    await shop.settled();
    expect(await chargesAtStripe(user_id)).toHaveLength(3);
    expect(await mails(user_id)).toEqual(['top-up-failed', 'top-up-failed', 'top-up-failed']);
    expect(await payments(user_id)).toMatchObject([
      { status: 'failed' },
      { status: 'failed' },
      { status: 'failed' },
    ]);
  });

  const daysToNext = async (user_id: string) => {
    const { days } = await shop.db.one<{ days: number }>(
      `SELECT round(extract(epoch FROM next_attempt_at - app.now()) / 86400)::int AS days FROM top_ups WHERE wallet_id = $1`,
      [user_id],
    );
    return days;
  };

  test('that wants its holder counts as one, and asks him to buy by hand', async () => {
    const user_id = await toppedUp({ card: ASKS });
    await useAndSettle(user_id, 60);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      waits_for: 'card',
      attempts: [{ status: 'declined', decline: { advice: expect.stringContaining('by hand') } }],
    });
    expect(shop.mails.at(-1)?.text).toContain('Your bank wants you to confirm each payment');
    expect(shop.mails.at(-1)?.text).toContain('We try once more on');
  });

  test('is waited for no longer once another one is the default', async () => {
    const user_id = await toppedUp({ card: DECLINES });
    await useAndSettle(user_id, 60);
    await saveCard(user_id, VISA);
    const visa = (await listPaymentMethods(shop.db, user_id)).find(({ last4 }) => last4 === '4242');
    await choosePaymentMethod(shop.deps, { user_id, payment_method_id: visa?.id ?? '', key: 'new card' });
    await shop.settled();
    expect(await attempts(user_id)).toEqual(['succeeded', 'declined']);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({ on: true, waits_for: null });
  });
});

describe('one charge only', () => {
  test.each([
    ['500', 'an answer that says nothing of the work that was done'],
    ['cut', 'an answer that never came, as of a worker that died'],
  ])('after %s: %s', async (fault) => {
    const user_id = await toppedUp();
    await shop.sandbox.control('POST', 'faults', {
      fault,
      path: '/v1/payment_intents',
      method: 'POST',
      count: 1,
    });
    await useAndSettle(user_id, 60);
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await attempts(user_id)).toEqual(['succeeded']);
    expect(await available(user_id)).toBe(59_000);
  });

  test('and one mail after a decline whose answer was lost', async () => {
    const user_id = await toppedUp({ card: DECLINES });
    await shop.sandbox.control('POST', 'faults', {
      fault: '500',
      path: '/v1/payment_intents',
      method: 'POST',
      count: 1,
    });
    await useAndSettle(user_id, 60);
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await attempts(user_id)).toEqual(['declined']);
    expect(await mails(user_id)).toEqual(['top-up-failed']);
  });

  test('though every event comes twice, and comes again later', async () => {
    const user_id = await toppedUp();
    await shop.sandbox.control('POST', 'faults', { fault: 'duplicate', rate: 1 });
    await useAndSettle(user_id, 60);
    await shop.sandbox.control('DELETE', 'faults');
    await shop.db.query(
      `UPDATE stripe_events SET state = 'received', relayed_at = NULL
       WHERE object_type IN ('payment_intent', 'charge') AND state = 'processed'`,
    );
    await shop.settled();
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await available(user_id)).toBe(59_000);
    expect(await mails(user_id)).toEqual(['receipt']);
  });
});

describe('it stops by itself, and says so', () => {
  test('after a refund: what was given back is not charged again', async () => {
    const user_id = await toppedUp();
    await useAndSettle(user_id, 60);
    const [payment] = await payments(user_id);
    const actor = await createOperatorActor(shop.db, 'admin');
    await shop.db.transaction((tx) =>
      requestRefund(tx, {
        actor,
        payment_id: payment?.id ?? '',
        amount_minor: 2000,
        policy: 'unused',
        reason: 'Bought by mistake',
        notify: true,
        key: user_id,
      }),
    );
    await shop.settled();
    expect(await available(user_id)).toBe(9_000);
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      on: false,
      why_off: expect.stringContaining('Money was returned'),
    });
    expect(await mails(user_id)).toContain('top-up-off');

    await allow(user_id);
    await shop.settled();
    expect(await chargesAtStripe(user_id)).toHaveLength(2);
  });

  test('after a dispute that is opened anew since the customer’s leave, however old its first round is', async () => {
    const user_id = await toppedUp();
    await useAndSettle(user_id, 60);
    const payment_id = (await payments(user_id))[0]?.id ?? '';
    const dispute_id = await createDispute(shop.db, payment_id, 2000);
    const money = { wallet_id: user_id, payment_id, dispute_id, amount_minor: 2000 };
    await shop.db.transaction((tx) => freezeForDispute(tx, money));
    await shop.db.transaction((tx) => releaseDispute(tx, money));
    await shop.settled();
    await allow(user_id);
    await shop.db.transaction((tx) => freezeForDispute(tx, money));
    await shop.settled();
    expect(await available(user_id)).toBe(9_000);
    expect(await chargesAtStripe(user_id)).toHaveLength(1);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      on: false,
      why_off: expect.stringContaining('Money was returned'),
    });
  });

  test('when its card was removed', async () => {
    const user_id = await toppedUp();
    const [card] = await listPaymentMethods(shop.db, user_id);
    await removePaymentMethod(shop.deps, { user_id, payment_method_id: card?.id ?? '', key: 'gone' });
    await useAndSettle(user_id, 60);
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      on: false,
      why_off: expect.stringContaining('no longer saved'),
      attempts: [],
    });
    expect(await mails(user_id)).toEqual(['top-up-off']);
  });

  test('when its card was taken away at Stripe and nobody told us, that counts as a decline', async () => {
    const user_id = await toppedUp();
    await shop.sandbox.control('POST', 'faults', { fault: 'drop', rate: 1 });
    const { stripe_id } = await shop.db.one<{ stripe_id: string }>(
      'SELECT stripe_id FROM payment_methods WHERE user_id = $1',
      [user_id],
    );
    await shop.stripe.paymentMethods.detach(stripe_id);
    await useAndSettle(user_id, 60);
    await shop.sandbox.control('DELETE', 'faults');
    expect(await topUpOf(shop.db, user_id)).toMatchObject({
      attempts: [{ status: 'declined', decline: { reason: 'The card could not be charged.' } }],
    });
    expect(await listPaymentMethods(shop.db, user_id)).toEqual([]);
  });

  test('and waits, without a word, while the account is suspended', async () => {
    const user_id = await toppedUp();
    await shop.db.query(`UPDATE wallets SET suspended_until = 'infinity' WHERE id = $1`, [user_id]);
    await allow(user_id, { threshold: 20_000 });
    await shop.settled();
    expect(await topUpOf(shop.db, user_id)).toMatchObject({ on: true, waits_for: 'account', attempts: [] });
    expect(await mails(user_id)).toEqual([]);
  });
});

describe('what a customer cannot ask for', () => {
  test.each([
    ['a limit below one pack', { monthly_cap_minor: 1999 }, 'cap'],
    ['a limit beyond reason', { monthly_cap_minor: 1_000_001 }, 'cap'],
    ['another’s or no card', { payment_method_id: randomUUID() }, 'card'],
    ['a pack that is not for sale', { price_id: randomUUID() }, 'price'],
  ])('%s', async (_what, given, field) => {
    const user_id = await toppedUp();
    await expect(allow(user_id, given)).rejects.toMatchObject({ fields: { [field]: expect.any(String) } });
  });
});

test('a customer who is linked anew and a top-up that is decided about do not wait for each other crosswise', async () => {
  const { db, deps } = shop;
  const user_id = await toppedUp();
  const { id } = await db.one<{ id: string }>('SELECT stripe_customer_id AS id FROM users WHERE id = $1', [
    user_id,
  ]);
  await db.query(
    `UPDATE top_ups SET waits_for = 'card', next_attempt_at = app.now() + interval '1 day' WHERE wallet_id = $1`,
    [user_id],
  );
  await db.query('UPDATE payment_methods SET is_default = false WHERE user_id = $1', [user_id]);
  await db.query('UPDATE users SET stripe_customer_id = NULL WHERE id = $1', [user_id]);
  const waiting = `SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE top_ups SET waits_for = NULL%'`;
  const linked = await db.transaction(async (tx) => {
    await tx.query('SELECT FROM wallets WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
    await tx.query('SELECT FROM top_ups WHERE wallet_id = $1 FOR NO KEY UPDATE', [user_id]);
    const link = refresh(deps, { type: 'customer', id });
    await waitFor(async () => (await db.query(waiting)).length > 0);
    // As the foreign keys of the attempt's operation and of a mail do.
    await tx.query('SELECT FROM users WHERE id = $1 FOR KEY SHARE NOWAIT', [user_id]);
    return { link };
  });
  await linked.link;
  const now = 'SELECT stripe_customer_id AS id FROM users WHERE id = $1';
  expect(await db.one(now, [user_id])).toEqual({ id });
});
