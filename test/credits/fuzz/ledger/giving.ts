import type { Actor } from '../../../../src/accounts/index.js';
import {
  adjustCredits,
  convertGrant,
  expireNow,
  grantCredits,
  writeOffDebt,
} from '../../../../src/credits/index.js';
import type { Tx } from '../../../../src/platform/db.js';
import type { Gift } from '../model/giving.js';
import type { Of } from '../request.js';
import { type Done, date, figures, pairs } from './told.js';

export async function give(tx: Tx, wallet_id: string, { type, amount, expires_at }: Gift): Promise<Done> {
  const { grant_id } = await grantCredits(tx, {
    wallet_id,
    type,
    amount,
    expires_at: date(expires_at),
    source: type === 'subscription' ? 'invoice_line' : 'operator',
    source_id: crypto.randomUUID(),
  });
  return { id: grant_id, answer: { grant: grant_id } };
}

export async function buy(
  tx: Tx,
  wallet_id: string,
  { payment, received_minor, gift }: Of<'buy'>,
): Promise<Done> {
  await tx.query(
    `INSERT INTO payments (id, user_id, stripe_charge_id, kind, status, currency, amount_minor, received_minor,
                           credit_amount, paid_at, created_at)
     VALUES ($1, $2, $3, 'pack', 'succeeded', 'eur', $4, $4, $5, app.now(), app.now())`,
    [payment, wallet_id, `ch_${payment}`, received_minor, gift.amount],
  );
  const { type, amount, expires_at } = gift;
  const { grant_id } = await grantCredits(tx, {
    wallet_id,
    type,
    amount,
    expires_at: date(expires_at),
    source: 'payment',
    source_id: payment,
    payment_id: payment,
  });
  return { id: payment, answer: { grant: grant_id } };
}

export async function adjust(
  tx: Tx,
  {
    wallet_id,
    actor,
    direction,
    amount,
    type,
    expires_at,
    key,
  }: Of<'adjust'> & { wallet_id: string; actor: Actor },
): Promise<Done> {
  const { replayed, adjustment } = await adjustCredits(tx, {
    actor,
    wallet_id,
    direction,
    amount,
    type: type === 'promotional' ? 'promotional' : undefined,
    expires_at: date(expires_at) ?? undefined,
    reason: 'Fuzz',
    key,
    notify: false,
  });
  const { id, parts, after } = adjustment;
  return { id, answer: { parts: pairs(parts), after: figures(after), replayed } };
}

export async function convert(tx: Tx, wallet_id: string, { payment, cause }: Of<'convert'>): Promise<Done> {
  const given = await givenBy(tx, wallet_id, payment);
  const { grant_id, amount } = await convertGrant(tx, { wallet_id, grant_id: given, cause_id: cause });
  return { id: cause, answer: { amount, grant: grant_id } };
}

export async function end(tx: Tx, wallet_id: string, { payment }: Of<'end'>): Promise<Done> {
  const grant_ids = [await givenBy(tx, wallet_id, payment)];
  return { id: '', answer: { expired: await expireNow(tx, { wallet_id, grant_ids }) } };
}

async function givenBy(tx: Tx, wallet_id: string, payment: string): Promise<string> {
  const { id } = await tx.one<{ id: string }>(
    'SELECT id FROM grants WHERE wallet_id = $1 AND payment_id = $2',
    [wallet_id, payment],
  );
  return id;
}

export async function writeOff(
  tx: Tx,
  { wallet_id, actor, amount, key }: Of<'write_off'> & { wallet_id: string; actor: Actor },
): Promise<Done> {
  const request = { actor, wallet_id, amount: amount ?? undefined, reason: 'Fuzz', key, notify: false };
  const { replayed, write_off } = await writeOffDebt(tx, request);
  const { id, amount: forgiven, after } = write_off;
  return { id, answer: { amount: forgiven, after: figures(after), replayed } };
}
