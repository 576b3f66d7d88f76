import {
  captureHold,
  placeHold,
  releaseHold,
  reverseSpend,
  type SpendRequest,
} from '../../../../src/credits/index.js';
import type { Tx } from '../../../../src/platform/db.js';
import type { Of } from '../request.js';
import { type Done, figures, pairs } from './told.js';

const BY = { id: 'fuzz' };

export async function hold(tx: Tx, request: SpendRequest & { expires_in_s: number }): Promise<Done> {
  const { replayed, hold } = await placeHold(tx, { ...request, made_by: BY.id });
  return { id: hold.id, answer: { amount: hold.amount, ends_ms: Date.parse(hold.expires_at), replayed } };
}

export async function capture(tx: Tx, { hold, amount, key }: Of<'capture'>): Promise<Done> {
  const request = { hold_id: hold, amount: amount ?? undefined, by: BY, key_owner: 'company', key };
  const { replayed, capture } = await captureHold(tx, request);
  const { id, amount: spent, allocations, balance } = capture.spend;
  return { id, answer: { amount: spent, parts: pairs(allocations), balance: figures(balance), replayed } };
}

export async function release(tx: Tx, { hold, key }: Of<'release'>): Promise<Done> {
  const released = await releaseHold(tx, { hold_id: hold, by: BY, key_owner: 'company', key });
  return { id: hold, answer: { amount: released.hold.amount, replayed: released.replayed } };
}

export async function reverse(tx: Tx, { spend, key }: Of<'reverse'>): Promise<Done> {
  const { replayed, reversal } = await reverseSpend(tx, {
    spend_id: spend,
    requested_by: 'fuzz',
    key_owner: 'company',
    key,
  });
  const { id, amount, balance } = reversal;
  return { id, answer: { amount, balance: figures(balance), replayed } };
}
