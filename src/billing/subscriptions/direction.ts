/** What a plan costs: minor units a billing interval. */
export interface PlanPrice {
  product_id: string;
  unit_amount_minor: number;
  billing_interval: 'month' | 'year';
}

/** The present plan may be billed by an interval that we do not sell: somebody moved it there in Stripe. */
export type PresentPrice = Omit<PlanPrice, 'billing_interval'> & {
  billing_interval: 'month' | 'year' | null;
};

/** `up` is made and paid now, `down` when the paid period ends. */
export type Direction = 'up' | 'down';

/**
 * Whether another plan is more or less than the present one. Of one product the longer interval is more: it is paid
 * ahead, and buys a year's credits at once. Otherwise the price of a year tells; of two that cost the same the longer
 * interval is more, and one that is no more in any way is less: nobody is charged at once for the same, nor for what
 * cannot be told.
 */
export function directionOf({ billing_interval, ...present }: PresentPrice, to: PlanPrice): Direction {
  if (billing_interval === null) return 'down';
  const from = { ...present, billing_interval };
  const longer = MONTHS[to.billing_interval] - MONTHS[from.billing_interval];
  const dearer = yearsPrice(to) - yearsPrice(from);
  const [first, second] = from.product_id === to.product_id ? [longer, dearer] : [dearer, longer];
  return (first || second) > 0 ? 'up' : 'down';
}

const MONTHS = { month: 1, year: 12 } as const;

function yearsPrice({ unit_amount_minor, billing_interval }: PlanPrice): number {
  return unit_amount_minor * (12 / MONTHS[billing_interval]);
}
