import {
  changeUnderWay,
  type Draft,
  type Overdue,
  overdueOf,
  type PlanOffers,
  planOffers,
  type SubscriptionView,
  subscriptionById,
  subscriptionOf,
  unbilledOf,
  unpaidChangeOf,
} from '../billing/index.js';
import type { Queryable } from '../platform/db.js';

/** A subscription as its owner sees it, and what waits for money. */
export interface CustomerSubscription extends SubscriptionView {
  /** The one that the customer's own page is about; another live one is a mistake. */
  readonly is_current: boolean;
  /** What is still to be paid for periods that have begun. */
  readonly overdue: Overdue | null;
  /** What the present period costs that nobody charges by itself: Stripe has given up before it. */
  readonly unbilled: Draft | null;
  /** What an upgrade that waits for its payment costs. */
  readonly unpaid: Overdue | null;
}

export interface CustomerSubscriptions {
  /** The current one first, then the latest. */
  readonly list: readonly CustomerSubscription[];
  /** What the current one can become; null where none is live. */
  readonly plans: PlanOffers | null;
  /** A change is written down and not through yet. */
  readonly under_way: boolean;
}

const ROWS = 20;

export async function listCustomerSubscriptions(
  db: Queryable,
  user_id: string,
): Promise<CustomerSubscriptions> {
  const current = await subscriptionOf(db, user_id);
  const ids = await db.query<{ id: string }>(
    `SELECT id FROM subscriptions WHERE user_id = $1 ORDER BY id = $2 DESC, created_at DESC, id LIMIT ${ROWS}`,
    [user_id, current?.id ?? null],
  );
  const list: CustomerSubscription[] = [];
  for (const { id } of ids) {
    const view = await subscriptionById(db, id);
    if (view) list.push(await withDues(db, view, view.id === current?.id));
  }
  return {
    list,
    plans: current?.live ? await planOffers(db, current) : null,
    under_way: await changeUnderWay(db, user_id),
  };
}

async function withDues(
  db: Queryable,
  view: SubscriptionView,
  is_current: boolean,
): Promise<CustomerSubscription> {
  return {
    ...view,
    is_current,
    overdue: (await overdueOf(db, view.id)) ?? null,
    unbilled: (await unbilledOf(db, view.id)) ?? null,
    unpaid: (await unpaidChangeOf(db, view.id)) ?? null,
  };
}
