import { createHash } from 'node:crypto';
import type { Db, Queryable, Tx } from '../../platform/db.js';
import { runNow } from '../customers.js';
import type { BillingDeps } from '../deps.js';
import { StripeRefused, StripeUnavailable } from '../errors.js';
import { type Operation, operationById, operationByKey, writeOperation } from '../stripe/operations.js';
import { followNow } from '../stripe/refresh.js';
import type { EndRefund } from './end-refund.js';
import {
  NoSubscription,
  PlanChangedMeanwhile,
  PlanChangePartlyMade,
  PlanChangeRefused,
  PlanChangeRepeated,
  PlanChangeUnderWay,
  SubscriptionBusy,
} from './errors.js';
import { auditChange, type OnBehalf, requireOnBehalf } from './on-behalf.js';
import { type SubscriptionView, subscriptionById, subscriptionOf } from './view.js';
import type { ChangeSubscription, Wish } from './wish.js';

/** A change of a customer's plan: by himself, or by an operator for him. */
export interface PlanChange {
  user_id: string;
  /** The form's: sent again it is the same change. */
  key: string;
  /** Another one than the customer's live one, by our id. */
  subscription_id?: string | undefined;
  /** The `version` of the subscription that was shown to whoever asks: of another one nothing is changed. */
  shown?: string | undefined;
  /** Absent where the customer does it himself. */
  operator?: OnBehalf | undefined;
}

/** What a verb is, beside who asks for it. */
export interface Verb {
  /** Of the audit entry: `subscription.end`. */
  action: string;
  /** What else the form says: the same key with other words is another change. */
  form?: string;
  /** Whether all is as wished already, or only waits for its payment: then nothing is done. */
  isMade(plan: SubscriptionView, db: Queryable): boolean | Promise<boolean>;
  /** What an operator is told then: he gave a reason for something, so he is not to think that it was done. */
  isSoAlready: string;
  /** Under the customer's lock. Throws where the plan's state forbids it. */
  decide(tx: Tx, plan: SubscriptionView): Promise<Decision>;
}

export interface Decision {
  wish: Wish;
  /** What goes back once the plan has ended. */
  refund?: EndRefund;
  /** What the audit entry says of it. */
  after: Record<string, unknown>;
}

const KIND = 'subscription.change';

/**
 * Writes a change of plan down, makes it at Stripe, and lets our rows follow. Whatever dies on the way, the worker
 * brings it to its end.
 *
 * @returns the subscription as it is then
 * @throws Forbidden, InvalidInput, NoSubscription, SubscriptionBusy, PlanChangedMeanwhile, PlanChangeUnderWay,
 *   PlanChangeRepeated, PlanChangePartlyMade, StripeRefused, and what the verb's decision throws
 */
export async function carryOut(deps: BillingDeps, change: PlanChange, verb: Verb): Promise<SubscriptionView> {
  if (change.operator) requireOnBehalf(change.operator);
  const { plan, operation_id, is_repeated } = await deps.db.transaction((tx) => writeDown(tx, change, verb));
  if (!operation_id) return plan;
  const refusal = await makeNow(deps, operation_id);
  await followPlan(deps, plan.stripe_id);
  if (refusal) throw refusal;
  const after = (await subscriptionById(deps.db, plan.id)) ?? plan;
  if (is_repeated && !(await verb.isMade(after, deps.db))) throw new PlanChangeRepeated();
  return after;
}

/** The subscription, and what a change of it waits for: whoever asked is to be told what is due, and where to pay it. */
async function followPlan(deps: BillingDeps, id: string): Promise<void> {
  await followNow(deps, { type: 'subscription', id });
  const { pending_invoice } =
    (await deps.db.maybeOne<{ pending_invoice: string | null }>(
      'SELECT pending_invoice FROM subscriptions WHERE stripe_id = $1',
      [id],
    )) ?? {};
  if (pending_invoice) await followNow(deps, { type: 'invoice', id: pending_invoice });
}

interface Written {
  plan: SubscriptionView;
  /** The operation to run, a new one or this form's earlier one; undefined when there is nothing to change. */
  operation_id?: string;
  is_repeated?: boolean;
}

async function writeDown(tx: Tx, change: PlanChange, verb: Verb): Promise<Written> {
  const { user_id, operator } = change;
  await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
  const plan = await planOf(tx, user_id, change.subscription_id);
  const idempotency_key = keyOf(change, verb);
  const earlier = await operationByKey(tx, idempotency_key);
  if (earlier && plan) return { plan, operation_id: earlier.id, is_repeated: true };
  if (!plan?.live) throw new NoSubscription();
  await requireIdle(tx, user_id);
  if (await verb.isMade(plan, tx)) {
    if (operator) throw new PlanChangeRefused(verb.isSoAlready);
    return { plan };
  }
  if (change.shown !== undefined && change.shown !== plan.version) throw new PlanChangedMeanwhile();
  const decision = await verb.decide(tx, plan);
  const parameters: ChangeSubscription = {
    subscription: plan.stripe_id,
    wish: decision.wish,
    notify: operator?.notify ?? true,
    by_support: operator !== undefined,
    ...(decision.refund ? { refund: decision.refund } : {}),
  };
  const requested_by = operator?.actor.id ?? null;
  const operation = { kind: KIND, parameters, idempotency_key, user_id, requested_by, inline: true };
  const written = await writeOperation(tx, operation);
  if (operator) await auditChange(tx, { operator, action: verb.action, plan, after: decision.after });
  return { plan, ...(written ? { operation_id: written.id } : {}) };
}

async function planOf(tx: Tx, user_id: string, id?: string): Promise<SubscriptionView | undefined> {
  if (id === undefined) return subscriptionOf(tx, user_id);
  const plan = await subscriptionById(tx, id);
  return plan?.user_id === user_id ? plan : undefined;
}

/** Hashed: the browser chose it, and the key goes to Stripe. */
function keyOf({ user_id, key, subscription_id, operator }: PlanChange, { action, form = '' }: Verb): string {
  const parts = [operator?.actor.id ?? user_id, user_id, action, form, key, subscription_id ?? ''];
  return `subscription:${createHash('sha256').update(parts.join(':')).digest('hex')}`;
}

/** One change at a time: an older one that is only now repeated must not undo what was chosen after it. */
async function requireIdle(tx: Tx, user_id: string): Promise<void> {
  if (await changeUnderWay(tx, user_id)) throw new SubscriptionBusy();
}

/** Whether Stripe has not yet said what became of a change of this customer's. */
export async function changeUnderWay(db: Pick<Db, 'query'>, user_id: string): Promise<boolean> {
  const open = await db.query(
    'SELECT FROM stripe_operations WHERE user_id = $1 AND finished_at IS NULL AND kind = $2 LIMIT 1',
    [user_id, KIND],
  );
  return open.length > 0;
}

/** Answers what Stripe or the plan's state refused, undefined when it is made. @throws PlanChangeUnderWay */
async function makeNow(deps: BillingDeps, operation_id: string): Promise<Error | undefined> {
  try {
    await runNow(deps, operation_id);
    return undefined;
  } catch (error) {
    if (error instanceof StripeUnavailable) throw new PlanChangeUnderWay();
    if (!(error instanceof StripeRefused)) throw error;
    return refusalOf(await operationById(deps.db, operation_id)) ?? error;
  }
}

/** A rule of ours that refused the operation. */
function refusalOf({ error_code, error_message }: Operation): Error | undefined {
  const refusals = [new PlanChangedMeanwhile(), new PlanChangePartlyMade(error_message ?? '')];
  return refusals.find(({ code }) => code === error_code);
}
