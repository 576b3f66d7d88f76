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

/**
 * Today's figures as they are this moment: what is rolled up, what changed since, and the spends that are not taken in
 * yet (decision 016). A failed payment is never revenue.
 */
export async function todaysFigures(db: Queryable): Promise<TodaysFigures> {
  const { as_of, midnight, below, metrics, ...standing } = await db.one<Known>(KNOWN);
  const { fresh } = await db.one<{ fresh: number }>(FRESHLY_ACTIVE, [midnight, below]);
  const today = metrics.filter(({ days_ago }) => days_ago === 0);
  return {
    as_of,
    today: revenueOf(today),
    yesterday: revenueOf(metrics.filter(({ days_ago }) => days_ago === 1)),
    counts: {
      ...standing,
      joined_today: countOf(today, 'customers_joined'),
      active_today: countOf(today, 'customers_active') + fresh,
      payments_today: countOf(today, 'payments'),
      failed_today: countOf(today, 'payments_failed'),
    },
  };
}

interface Metric {
  days_ago: 0 | 1;
  metric: string;
  currency: string;
  value: number;
}

interface Known extends Pick<TodaysFigures['counts'], 'customers' | 'open_discrepancies' | 'given_up'> {
  as_of: Date;
  midnight: Date;
  /** Spends with ids below are among the metrics. */
  below: string;
  metrics: readonly Metric[];
}

/** One statement: what the worker folds meanwhile is seen before or after, never twice. */
const KNOWN = `
  WITH clock AS MATERIALIZED (SELECT now AS as_of, app.day_of(now) AS today FROM app.now() AS now)
  SELECT as_of, today::timestamp AT TIME ZONE 'UTC' AS midnight,
         coalesce((SELECT below FROM metric_marks), '00000000-0000-0000-0000-000000000000') AS below,
         (SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'days_ago', today - day, 'metric', metric, 'currency', currency, 'value', value)), '[]')
          FROM live_metrics WHERE day IN (today, today - 1)) AS metrics,
         (SELECT coalesce(sum(CASE metric WHEN 'customers_joined' THEN value ELSE -value END), 0)
          FROM live_metrics WHERE metric IN ('customers_joined', 'customers_closed')) AS customers,
         (SELECT count(*) FROM discrepancies WHERE status = 'open') AS open_discrepancies,
         (SELECT count(*) FROM outbox WHERE dead_at IS NOT NULL)
           + (SELECT count(*) FROM stripe_events WHERE state = 'dead') AS given_up
  FROM clock`;

/** A statement of its own, so that the planner knows how few spends are above the mark. */
const FRESHLY_ACTIVE = `
  SELECT count(*) AS fresh
  FROM (SELECT DISTINCT wallet_id FROM spends WHERE id >= $2 AND created_at >= $1) active
  LEFT JOIN LATERAL (
    SELECT created_at FROM spends s WHERE s.wallet_id = active.wallet_id AND s.id < $2 ORDER BY s.id DESC LIMIT 1
  ) before ON true
  WHERE before.created_at IS NULL OR before.created_at < $1`;

function countOf(metrics: readonly Metric[], wanted: string): number {
  return metrics.find(({ metric }) => metric === wanted)?.value ?? 0;
}

function revenueOf(metrics: readonly Metric[]): Revenue[] {
  const money = metrics.filter(({ currency, value }) => currency !== '' && value !== 0);
  return [...new Set(money.map(({ currency }) => currency))]
    .map((currency) => {
      const own = money.filter((metric) => metric.currency === currency);
      const [gross_minor, refunds_minor, disputes_minor] = [
        countOf(own, 'gross'),
        countOf(own, 'refunds'),
        countOf(own, 'disputes_lost'),
      ];
      const net_minor = gross_minor - refunds_minor - disputes_minor;
      return { currency, gross_minor, refunds_minor, disputes_minor, net_minor };
    })
    .sort((one, other) => other.gross_minor - one.gross_minor || (one.currency < other.currency ? -1 : 1));
}
