import { listGrants } from '../../credits/index.js';
import type { Queryable } from '../../platform/db.js';
import { NoSubscription } from '../errors.js';
import { type Overdue, overdueOf, type SubscriptionView, subscriptionOf } from './view.js';

/** What comes of letting a plan end with its period. */
export interface CancellationPreview {
  subscription: SubscriptionView;
  last_day: Date;
  /** What is left of the plan's credits, in hundredths: whatever of it is not spent by then goes. */
  credits: number;
  /** What is still to be paid for periods that have begun. */
  overdue: Overdue | undefined;
}

/** @throws NoSubscription */
export async function previewCancellation(db: Queryable, user_id: string): Promise<CancellationPreview> {
  const subscription = await subscriptionOf(db, user_id);
  if (!subscription?.live) throw new NoSubscription();
  const grants = await listGrants(db, user_id, { only_open: true, limit: GRANTS_COUNTED });
  const credits = grants
    .filter(({ type }) => type === 'subscription')
    .reduce((sum, { remaining }) => sum + remaining, 0);
  const last_day = subscription.ends_at ?? subscription.current_period_end;
  return { subscription, last_day, credits, overdue: await overdueOf(db, subscription.id) };
}

/** A plan's credits are spent first, so they lead the list. */
const GRANTS_COUNTED = 200;
