import type Stripe from 'stripe';
import { idOf } from '../project/projection.js';

/** What a subscription's schedule plans. Ids are Stripe's, times Unix seconds. */
export interface ScheduleState {
  id: string;
  /** What it makes of the plan at the period's end; null where it plans nothing any more. */
  next: { price: string; quantity: number; start: number } | null;
  /** It holds the present period only, as it was made from the subscription. */
  empty: boolean;
}

/** What a schedule plans from the end of the present period on. `schedule` has to be expanded. */
export function scheduleState({ schedule, items }: Stripe.Subscription): ScheduleState | null {
  if (schedule === null || typeof schedule === 'string') return null;
  const period_end = items.data[0]?.current_period_end ?? 0;
  const phase = schedule.phases.find(({ start_date }) => start_date >= period_end);
  const item = phase?.items[0];
  const price = item && idOf(item.price);
  return {
    id: schedule.id,
    next: phase && price ? { price, quantity: item.quantity ?? 1, start: phase.start_date } : null,
    empty: schedule.phases.length === 1,
  };
}
