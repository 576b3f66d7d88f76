import { createHash } from 'node:crypto';
import type { Queryable } from '../../platform/db.js';
import { LIVE } from '../subscription-rows.js';
import { periodOf, planName } from './plan-name.js';

export type SubscriptionStatus =
  | 'incomplete'
  | 'incomplete_expired'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'canceled'
  | 'unpaid'
  | 'paused';

/** A plan as it is sold: "Pro, monthly". `credits` are whole ones per billing period. */
export interface PlanTerms {
  price_id: string;
  plan: string;
  credits: number | null;
  unit_amount_minor: number;
  /** What it is billed by, in words that follow "a": `month`, `year`; `week` or `3-month period` where Stripe has such a price. */
  period: string;
}

/** A customer's subscription as its owner sees it. */
export interface SubscriptionView extends PlanTerms {
  id: string;
  stripe_id: string;
  user_id: string;
  product_id: string;
  stripe_price_id: string;
  /** Null where it is one that we do not sell. */
  billing_interval: 'month' | 'year' | null;
  quantity: number;
  currency: string;
  status: SubscriptionStatus;
  /** Whether it is the customer's one: not ended, and begun for good. */
  live: boolean;
  current_period_start: Date;
  current_period_end: Date;
  trial_end: Date | null;
  /** When it ends instead of renewing; null while it goes on, and once it has ended. */
  ends_at: Date | null;
  /** Whether it ends because its period does, not on a date of its own. */
  cancel_at_period_end: boolean;
  ended_at: Date | null;
  /** Nothing is charged and nothing given until it is resumed. */
  rests: boolean;
  rests_until: Date | null;
  /** Something is taken off its price, or off all its customer's: what a renewal costs only Stripe knows. */
  discounted: boolean;
  /** Something else is billed with it, which Stripe's dashboard added: there too only Stripe knows. */
  has_further_items: boolean;
  pending: PendingChange | null;
  /** Another one as soon as anything is that a page says of it: a form carries it, so that none is carried out later. */
  version: string;
}

/** Another plan, asked for and not there yet. */
export interface PendingChange extends PlanTerms {
  /** `unpaid` waits for its payment until `at`, and lapses then; `scheduled` comes at `at`, when the period ends. */
  kind: 'unpaid' | 'scheduled';
  at: Date;
}

const terms = (price: string, product: string) => `
  ${product}.name AS product, ${periodOf(price)} AS period,
  coalesce(${price}.credit_amount, ${product}.credit_amount) * s.quantity AS credits,
  ${price}.unit_amount_minor * s.quantity AS unit_amount_minor`;

const VIEW = `
  SELECT s.id, s.stripe_id, s.user_id, s.quantity, s.price_id, p.stripe_id AS stripe_price_id, p.product_id, p.currency,
         p.billing_interval, ${terms('p', 'o')}, s.status, s.status = ANY ($2) AS live, s.current_period_start, s.current_period_end,
         s.trial_end, s.ended_at, s.cancel_at_period_end, s.rests, s.rests_until,
         CASE WHEN s.ended_at IS NULL
              THEN coalesce(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN s.current_period_end END) END AS ends_at,
         EXISTS (SELECT FROM stripe_objects so
                 WHERE so.id = s.stripe_id AND so.data #> '{discounts,0}' IS NOT NULL
                    OR so.id = u.stripe_customer_id AND jsonb_typeof(so.data -> 'discount') = 'object') AS discounted,
         EXISTS (SELECT FROM stripe_objects so
                 WHERE so.id = s.stripe_id AND so.data #> '{items,data,1}' IS NOT NULL) AS has_further_items,
         s.pending_change, s.pending_at, s.pending_price_id, next.*
  FROM subscriptions s LEFT JOIN users u ON u.id = s.user_id
  JOIN prices p ON p.id = s.price_id JOIN products o ON o.id = p.product_id
  LEFT JOIN LATERAL (
    SELECT product AS pending_product, period AS pending_period, credits AS pending_credits,
           unit_amount_minor AS pending_unit_amount_minor
    FROM (SELECT ${terms('np', 'npo')} FROM prices np JOIN products npo ON npo.id = np.product_id
          WHERE np.id = s.pending_price_id) t) next ON true`;

type Row = Omit<SubscriptionView, 'plan' | 'pending' | 'version'> & {
  product: string;
  pending_change: PendingChange['kind'] | null;
  pending_at: Date | null;
  pending_price_id: string | null;
  pending_product: string | null;
  pending_period: string | null;
  pending_credits: number | null;
  pending_unit_amount_minor: number | null;
};

const CURRENT_FIRST =
  's.status = ANY ($2) DESC, CASE WHEN s.status = ANY ($2) THEN s.created_at END, s.created_at DESC, s.id';

/** The live subscription, the oldest where Stripe has two, else the one that ended last. */
export async function subscriptionOf(db: Queryable, user_id: string): Promise<SubscriptionView | undefined> {
  const row = await db.maybeOne<Row>(`${VIEW} WHERE s.user_id = $1 ORDER BY ${CURRENT_FIRST} LIMIT 1`, [
    user_id,
    LIVE,
  ]);
  return row && viewOf(row);
}

/** Every live subscription, the customer's one first. */
export async function livePlansOf(db: Queryable, user_id: string): Promise<SubscriptionView[]> {
  const rows = await db.query<Row>(
    `${VIEW} WHERE s.user_id = $1 AND s.status = ANY ($2) ORDER BY ${CURRENT_FIRST}`,
    [user_id, LIVE],
  );
  return rows.map(viewOf);
}

/** Live subscriptions beside the customer's one: bought in another tab, or made at Stripe. */
export async function furtherSubscriptionsOf(db: Queryable, user_id: string): Promise<SubscriptionView[]> {
  return (await livePlansOf(db, user_id)).slice(1);
}

/** One subscription by our id. */
export async function subscriptionById(db: Queryable, id: string): Promise<SubscriptionView | undefined> {
  const row = await db.maybeOne<Row>(`${VIEW} WHERE s.id = $1`, [id, LIVE]);
  return row && viewOf(row);
}

/** One subscription by its id in Stripe. */
export async function subscriptionByStripeId(
  db: Queryable,
  stripe_id: string,
): Promise<SubscriptionView | undefined> {
  const row = await db.maybeOne<Row>(`${VIEW} WHERE s.stripe_id = $1`, [stripe_id, LIVE]);
  return row && viewOf(row);
}

function viewOf(row: Row): SubscriptionView {
  const {
    pending_change: kind,
    pending_at: at,
    pending_price_id: price_id,
    pending_product,
    pending_period: period,
    pending_credits: credits,
    pending_unit_amount_minor: unit_amount_minor,
    product,
    ...rest
  } = row;
  const view = { ...rest, plan: planName(product, row.period) };
  const isWhole = kind && at && price_id && pending_product && unit_amount_minor !== null && period;
  const pending = isWhole
    ? { kind, at, price_id, plan: planName(pending_product, period), credits, unit_amount_minor, period }
    : null;
  return { ...view, pending, version: versionOf({ ...view, pending }) };
}

function versionOf(view: Omit<SubscriptionView, 'version'>): string {
  const { id, price_id, quantity, status, current_period_end, ends_at, rests, pending } = view;
  const waits = pending && [pending.kind, pending.price_id, pending.at];
  const told = [id, price_id, quantity, status, current_period_end, ends_at, rests, waits];
  return createHash('sha256').update(JSON.stringify(told)).digest('base64url').slice(0, VERSION_LENGTH);
}

const VERSION_LENGTH = 16;
