import type Stripe from 'stripe';
import { idOf } from '../project/projection.js';

/** What a subscription's schedule plans. Ids are Stripe's, times Unix seconds. */
export interface ScheduleState {
  id: string;
  /** What it makes of the plan at the period's end; null where it plans nothing any more. */
  next: { price: string; quantity: number; start: number } | null;
  /** It holds the present period only, as it was made from the subscription. */
  empty: boolean;
  /** Of its first phase: an update has to say again what is to stay. */
  first: { start: number; discounts: Stripe.SubscriptionScheduleUpdateParams.Phase.Discount[] };
}

/** What a schedule plans from the end of the present period on. `schedule` has to be expanded. */
export function scheduleState({ schedule, items }: Stripe.Subscription): ScheduleState | null {
  if (schedule === null || typeof schedule === 'string') return null;
  const period_end = items.data[0]?.current_period_end ?? 0;
  const [first] = schedule.phases;
  const phase = schedule.phases.find(({ start_date }) => start_date >= period_end);
  const item = phase?.items[0];
  const price = item && idOf(item.price);
  return {
    id: schedule.id,
    next: phase && price ? { price, quantity: item.quantity ?? 1, start: phase.start_date } : null,
    empty: schedule.phases.length === 1,
    first: { start: first?.start_date ?? 0, discounts: (first?.discounts ?? []).map(again) },
  };
}

/** The same discount, not a new use of its coupon, where it is one already. */
function again({ discount, promotion_code, coupon }: Stripe.SubscriptionSchedule.Phase.Discount) {
  const [had, code] = [idOf(discount), idOf(promotion_code)];
  if (had) return { discount: had };
  return code ? { promotion_code: code } : { coupon: idOf(coupon) ?? '' };
}
