import { createHash } from 'node:crypto';
import type { Queryable, Tx } from '../platform/db.js';
import { isUuid } from '../platform/ids.js';
import { PAYS_PLAN, PAYS_TOP_UPS } from './charged-cards.js';
import { runNow } from './customers.js';
import type { BillingDeps } from './deps.js';
import { PaymentMethodBusy, UnknownPaymentMethod } from './errors.js';
import type { ChooseDefault } from './operations/choose-default.js';
import type { DetachPaymentMethod } from './operations/detach-payment-method.js';
import { operationByKey, writeOperation } from './stripe/operations.js';
import { followNow } from './stripe/refresh.js';
import { madeBy } from './stripe/run-operation.js';

/** What a customer has saved to pay with, as he sees it. Only cards have an expiry. */
export interface PaymentMethodView {
  id: string;
  /** `card`, or another of Stripe's kinds: `link`, `sepa_debit`. */
  type: string;
  /** Of a card, else its type again. */
  brand: string;
  last4: string | null;
  exp_month: number | null;
  exp_year: number | null;
  expired: boolean;
  is_default: boolean;
  /** Whether the plan renews with it, and whether automatic top-ups are charged to it. */
  pays_plan: boolean;
  pays_top_ups: boolean;
}

const VIEW = `
  SELECT id, type, brand, last4, exp_month, exp_year, is_default,
         coalesce(make_date(exp_year, exp_month, 1) + interval '1 month' <= app.now(), false) AS expired,
         ${PAYS_PLAN} AS pays_plan, ${PAYS_TOP_UPS} AS pays_top_ups
  FROM payment_methods m WHERE detached_at IS NULL`;

/** The default first, then the newest. */
export async function listPaymentMethods(db: Queryable, user_id: string): Promise<PaymentMethodView[]> {
  return db.query<PaymentMethodView>(
    `${VIEW} AND user_id = $1 ORDER BY is_default DESC, created_at DESC, id DESC`,
    [user_id],
  );
}

export async function paymentMethodByStripeId(
  db: Queryable,
  { stripe_id, user_id }: { stripe_id: string; user_id: string },
): Promise<PaymentMethodView | undefined> {
  return db.maybeOne<PaymentMethodView>(`${VIEW} AND stripe_id = $1 AND user_id = $2`, [stripe_id, user_id]);
}

export interface MethodChange {
  user_id: string;
  payment_method_id: string;
  /** The form's: sent again it is the same change. */
  key: string;
}

/**
 * Makes a saved payment method the default, at Stripe first.
 *
 * @throws UnknownPaymentMethod, PaymentMethodBusy, StripeUnavailable, StripeRefused
 */
export function choosePaymentMethod(deps: BillingDeps, change: MethodChange): Promise<void> {
  return makeChange(deps, change, (method): NewChange => {
    const { stripe_id: payment_method, customer } = method;
    const parameters: ChooseDefault = { customer, payment_method };
    return { kind: 'payment_method.choose', parameters };
  });
}

/**
 * Takes a saved payment method away, for ever.
 *
 * @throws UnknownPaymentMethod, PaymentMethodBusy, StripeUnavailable, StripeRefused
 */
export function removePaymentMethod(deps: BillingDeps, change: MethodChange): Promise<void> {
  return makeChange(deps, change, ({ stripe_id: payment_method }): NewChange => {
    const parameters: DetachPaymentMethod = { payment_method };
    return { kind: 'payment_method.detach', parameters };
  });
}

interface OwnMethod {
  stripe_id: string;
  customer: string;
}

interface NewChange {
  kind: 'payment_method.choose' | 'payment_method.detach';
  parameters: object;
}

async function makeChange(
  deps: BillingDeps,
  { user_id, payment_method_id, key }: MethodChange,
  changeOf: (method: OwnMethod) => NewChange,
): Promise<void> {
  const hash = createHash('sha256').update(`${user_id}:${payment_method_id}:${key}`).digest('hex');
  const idempotency_key = `payment_method:${hash}`;
  const operation_id = await deps.db.transaction(async (tx) => {
    await tx.query('SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE', [user_id]);
    const earlier = await operationByKey(tx, idempotency_key);
    if (earlier) return earlier.id;
    const change = changeOf(await ownMethod(tx, { user_id, payment_method_id }));
    await requireIdle(tx, user_id);
    const written = await writeOperation(tx, { ...change, idempotency_key, user_id, inline: true });
    return written?.id ?? '';
  });
  const { operation } = await runNow(deps, operation_id);
  await followNow(deps, madeBy(operation));
}

async function ownMethod(
  tx: Tx,
  { user_id, payment_method_id }: { user_id: string; payment_method_id: string },
): Promise<OwnMethod> {
  const method = isUuid(payment_method_id)
    ? await tx.maybeOne<OwnMethod>(
        `SELECT m.stripe_id, u.stripe_customer_id AS customer
         FROM payment_methods m JOIN users u ON u.id = m.user_id
         WHERE m.id = $1 AND u.id = $2 AND m.detached_at IS NULL AND u.stripe_customer_id IS NOT NULL`,
        [payment_method_id, user_id],
      )
    : undefined;
  if (!method) throw new UnknownPaymentMethod();
  return method;
}

/** One change at a time: an older one that is only now repeated must not undo what was chosen after it. */
async function requireIdle(tx: Tx, user_id: string): Promise<void> {
  const [open] = await tx.query(
    `SELECT FROM stripe_operations WHERE user_id = $1 AND finished_at IS NULL
       AND kind IN ('payment_method.choose', 'payment_method.detach') LIMIT 1`,
    [user_id],
  );
  if (open) throw new PaymentMethodBusy();
}
