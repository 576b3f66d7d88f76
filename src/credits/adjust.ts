import { v7 as uuidv7 } from 'uuid';
import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Tx } from '../platform/db.js';
import { type Adjustment, type AdjustmentWish, requireSensible } from './adjustment.js';
import { lockOperator, requireWithinLimits } from './adjustment-limits.js';
import { tellCustomer } from './adjustment-notice.js';
import { InsufficientCredits } from './errors.js';
import { grantInto } from './grant.js';
import { replayOr } from './idempotency.js';
import { type OpenWallet, type Parts, post } from './ledger.js';
import { openGrants } from './open-grants.js';
import { openWallet } from './open-wallet.js';
import { type Allocation, takeInOrder } from './rules.js';
import { toCredits } from './units.js';

export interface AdjustmentRequest extends AdjustmentWish {
  actor: Actor;
  reason: string;
  ticket?: string | undefined;
  key: string;
  /** Whether the customer is told by mail; default true. */
  notify?: boolean | undefined;
}

/**
 * An operator gives or takes credits, once per key. Up is a grant, which repays debt first. Down comes from the open
 * grants in the order of spending, never below zero.
 *
 * @throws Forbidden, AdjustmentAboveLimit, InvalidInput, UnknownCustomer, InsufficientCredits, IdempotencyKeyReused
 */
export async function adjustCredits(
  tx: Tx,
  request: AdjustmentRequest,
): Promise<{ replayed: boolean; adjustment: Adjustment }> {
  const {
    actor,
    wallet_id,
    direction,
    amount,
    type,
    expires_at,
    reason,
    ticket,
    key,
    notify = true,
  } = request;
  requirePermission(actor, 'credits.adjust');
  await lockOperator(tx, actor);
  const wallet = await openWallet(tx, wallet_id);
  const body = { direction, amount, type, expires_at, reason, ticket };
  const { replayed, answer } = await replayOr<Adjustment>(
    tx,
    { wallet_id, key_owner: actor.id, key, operation: 'adjustment', body },
    () => adjust(tx, wallet, request),
  );
  if (!replayed) {
    await record(tx, request, answer);
    if (notify) await tellCustomer(tx, { wallet_id, adjustment: answer });
  }
  return { replayed, adjustment: answer };
}

/** Checked here, not before: a wish that is replayed may have become senseless, its expiry being past. */
async function adjust(tx: Tx, wallet: OpenWallet, request: AdjustmentRequest): Promise<Adjustment> {
  requireSensible(request, { now: new Date(wallet.at), reason: request.reason });
  await requireWithinLimits(tx, request);
  return request.direction === 'up' ? adjustUp(tx, wallet, request) : adjustDown(tx, wallet, request);
}

async function adjustUp(tx: Tx, wallet: OpenWallet, request: AdjustmentRequest): Promise<Adjustment> {
  const { actor, wallet_id, amount, type = 'pay_as_you_go', expires_at, reason } = request;
  const id = uuidv7();
  const { grant_id, balance } = await grantInto(tx, wallet, {
    wallet_id,
    type,
    amount,
    expires_at,
    source: 'operator',
    source_id: id,
    reason,
    granted_by: actor.id,
  });
  return made(id, request, { before: wallet, after: balance, parts: [{ grant: grant_id, type, amount }] });
}

async function adjustDown(tx: Tx, wallet: OpenWallet, request: AdjustmentRequest): Promise<Adjustment> {
  const { actor, amount, reason } = request;
  if (amount > wallet.available) throw new InsufficientCredits({ ...wallet, needed: amount });
  const id = uuidv7();
  const parts = takeInOrder(await openGrants(tx, wallet), amount);
  const after = await post(
    tx,
    wallet,
    parts.map((part) => ({
      grant_id: part.id,
      kind: 'adjustment',
      amount: -part.amount,
      cause: 'operator',
      cause_id: id,
      operator_id: actor.id,
      reason,
    })),
  );
  return made(id, request, {
    before: wallet,
    after,
    parts: parts.map((part) => ({ grant: part.id, type: part.type, amount: part.amount })),
  });
}

function made(
  id: string,
  { direction, amount }: AdjustmentRequest,
  { before, after, parts }: { before: Parts; after: Parts; parts: Allocation[] },
): Adjustment {
  return { id, direction, amount, parts, before: partsOf(before), after: partsOf(after) };
}

function partsOf({ available, held, frozen, debt }: Parts): Parts {
  return { available, held, frozen, debt };
}

async function record(tx: Tx, request: AdjustmentRequest, { id, before, after }: Adjustment): Promise<void> {
  const { actor, wallet_id, direction, amount, reason, ticket } = request;
  const shown = ({ available, debt }: Parts) => ({ available: toCredits(available), debt: toCredits(debt) });
  await audit(tx, {
    actor,
    action: 'credits.adjust',
    subject: { type: 'adjustment', id },
    customer_id: wallet_id,
    before: shown(before),
    after: { ...shown(after), adjusted: toCredits(direction === 'up' ? amount : -amount) },
    reason,
    ticket,
  });
}
