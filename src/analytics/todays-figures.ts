import type { Queryable } from '../platform/db.js';

/** Money of one currency, in minor units. net = gross − refunds − lost disputes, each on its own UTC day. */
export interface Revenue {
  readonly currency: string;
  readonly gross_minor: number;
  readonly refunds_minor: number;
  readonly disputes_minor: number;
  readonly net_minor: number;
}

export interface TodaysFigures {
  readonly as_of: Date;
  /** The currency with the most gross first; empty on a day without money. */
  readonly today: readonly Revenue[];
  readonly yesterday: readonly Revenue[];
  readonly counts: {
    /** Accounts that are not closed. */
    readonly customers: number;
    readonly joined_today: number;
    /** Customers who used a service today. */
    readonly active_today: number;
    readonly payments_today: number;
    readonly failed_today: number;
    readonly open_discrepancies: number;
    /** Work in the background and events of Stripe that were given up. */
    readonly given_up: number;
  };
}

/** Today's figures as they are this moment, from the rows themselves. A failed payment is never revenue. */
export async function todaysFigures(db: Queryable): Promise<TodaysFigures> {
  const { as_of, midnight } = await db.one<{ as_of: Date; midnight: Date }>(
    `SELECT now AS as_of, date_trunc('day', now, 'UTC') AS midnight FROM app.now() AS now`,
  );
  const [today, yesterday, counts] = await Promise.all([
    revenueOfDay(db, midnight),
    revenueOfDay(db, new Date(midnight.getTime() - DAY_MS)),
    countsSince(db, midnight),
  ]);
  return { as_of, today, yesterday, counts };
}

const DAY_MS = 86_400_000;

/** Revenue of the day that begins at `midnight`. */
function revenueOfDay(db: Queryable, midnight: Date): Promise<Revenue[]> {
  return db.query<Revenue>(
    `SELECT currency, sum(gross) AS gross_minor, sum(refund) AS refunds_minor, sum(dispute) AS disputes_minor,
            sum(gross - refund - dispute) AS net_minor
     FROM (
       SELECT currency, received_minor AS gross, 0 AS refund, 0 AS dispute
       FROM payments WHERE status = 'succeeded' AND paid_at >= $1 AND paid_at < $2
       UNION ALL
       SELECT currency, 0, amount_minor, 0
       FROM refunds WHERE status = 'succeeded' AND succeeded_at >= $1 AND succeeded_at < $2
       UNION ALL
       SELECT currency, 0, 0, amount_minor
       FROM disputes WHERE status = 'lost' AND closed_at >= $1 AND closed_at < $2
     ) moved
     GROUP BY currency ORDER BY gross_minor DESC, currency`,
    [midnight, new Date(midnight.getTime() + DAY_MS)],
  );
}

function countsSince(db: Queryable, midnight: Date): Promise<TodaysFigures['counts']> {
  return db.one<TodaysFigures['counts']>(
    `SELECT
       (SELECT count(*) FROM users WHERE role = 'customer' AND status = 'active') AS customers,
       (SELECT count(*) FROM users WHERE role = 'customer' AND created_at >= $1) AS joined_today,
       (SELECT count(DISTINCT wallet_id) FROM spends WHERE created_at >= $1) AS active_today,
       (SELECT count(*) FROM payments WHERE status = 'succeeded' AND paid_at >= $1) AS payments_today,
       (SELECT count(*) FROM payments WHERE status = 'failed' AND created_at >= $1) AS failed_today,
       (SELECT count(*) FROM discrepancies WHERE status = 'open') AS open_discrepancies,
       (SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL)
         + (SELECT count(*) FROM stripe_events WHERE state = 'dead') AS given_up`,
    [midnight],
  );
}
