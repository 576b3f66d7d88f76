import { createHmac, randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { takeFault } from './faults.js';

/** Real seconds between attempts: Stripe's days of backoff, shortened for a sandbox. The last one repeats. */
const BACKOFF_SECONDS = [0.5, 1, 2, 4, 8, 15, 30, 60];
const ATTEMPTS_MAX = 20;
const TIMEOUT_MS = 10_000;
const BATCH = 20;
/** A delivery taken by a process that was killed is taken again after this long, or at the next start. */
const LEASE_SECONDS = 30;

interface Delivery {
  id: number;
  event: string;
  endpoint: string;
  attempts: number;
  url: string;
  secret: string;
  doc: object;
}

/** `Stripe-Signature` for a body. The time is real, even when the simulated clock is ahead: receivers check its age. */
function signature(body: string, secret: string, at = Date.now()): string {
  const time = Math.floor(at / 1000);
  const digest = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  return `t=${time},v1=${digest}`;
}

/** Delivers what is due, up to a batch, all at once and in no promised order. Answers how many it tried. */
export async function deliverDue(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<Delivery>({
    name: 'deliver-due',
    text: `with due as (
       select id from webhook_deliveries
       where status = 'pending' and due_at <= clock_timestamp()
         and (leased_until is null or leased_until <= clock_timestamp())
       order by due_at, id limit $1 for update skip locked
     ), taken as (
       update webhook_deliveries
       set attempts = attempts + 1, leased_until = clock_timestamp() + $2 * interval '1 second'
       where id in (select id from due)
       returning id, event, endpoint, attempts
     )
     select taken.*, endpoint.doc ->> 'url' as url, endpoint.hidden ->> 'secret' as secret, event.doc
     from taken
     join objects event on event.id = taken.event
     join objects endpoint on endpoint.id = taken.endpoint
     order by taken.id`,
    values: [BATCH, LEASE_SECONDS],
  });
  await Promise.all(rows.map((delivery) => deliver(pool, delivery)));
  return rows.length;
}

/** When the next delivery is due, in milliseconds from now; null when none waits. */
export async function nextDelivery(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ wait: number | null }>({
    name: 'next-delivery',
    text: `select extract(epoch from min(greatest(due_at, leased_until)) - clock_timestamp())::float8 * 1000 as wait
     from webhook_deliveries where status = 'pending'`,
  });
  return rows[0]?.wait ?? null;
}

/** At a start nothing is under way, so what a killed process had taken is due again at once. */
export async function releaseLeases(pool: pg.Pool): Promise<void> {
  await pool.query("update webhook_deliveries set leased_until = null where status = 'pending'");
}

export type DeliveryCounts = Record<'pending' | 'delivered' | 'failed' | 'dropped', number>;

/**
 * Delivers everything that waits, delayed and failing ones included, and answers when it is done.
 * What an endpoint has refused three more times by then is left to the usual retries, as `pending`.
 */
export async function deliverAll(pool: pg.Pool): Promise<DeliveryCounts> {
  for (let round = 1; round <= 3; round += 1) {
    await pool.query("update webhook_deliveries set due_at = clock_timestamp() where status = 'pending'");
    while ((await deliverDue(pool)) > 0 || (await underWay(pool))) await setTimeout(10);
    if ((await deliveryCounts(pool)).pending === 0) break;
    await setTimeout(100 * round);
  }
  return deliveryCounts(pool);
}

export async function deliveryCounts(pool: pg.Pool): Promise<DeliveryCounts> {
  const sql = 'select status, count(*) as count from webhook_deliveries group by status';
  const { rows } = await pool.query<{ status: string; count: number }>(sql);
  const counts = Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  return { pending: 0, delivered: 0, failed: 0, dropped: 0, ...counts };
}

/** Sends an event to every endpoint that listens now, told of it before or not, as the dashboard's button does. */
export async function redeliver(pool: pg.Pool, event: string): Promise<number> {
  const { rowCount } = await pool.query(
    `insert into webhook_deliveries (event, endpoint)
     select event.id, endpoint.id from objects event, objects endpoint
     where event.id = $1 and event.type = 'event' and endpoint.type = 'webhook_endpoint' and not endpoint.deleted
       and endpoint.doc ->> 'status' = 'enabled'
       and endpoint.doc -> 'enabled_events' ?| array['*', event.doc ->> 'type']`,
    [event],
  );
  return rowCount ?? 0;
}

async function underWay(pool: pg.Pool): Promise<boolean> {
  const sql =
    "select from webhook_deliveries where status = 'pending' and leased_until > clock_timestamp() limit 1";
  return (await pool.query(sql)).rowCount === 1;
}

async function deliver(pool: pg.Pool, delivery: Delivery): Promise<void> {
  const fault = delivery.attempts === 1 ? await deliveryFault(pool) : null;
  if (fault === 'drop') return finish(pool, delivery, 'dropped', { error: 'dropped by a fault' });
  if (fault === 'delay' || fault === 'reorder')
    return postpone(pool, delivery, fault === 'delay' ? 5 : randomInt(1, 20) / 10);
  const copies = fault === 'duplicate' ? 2 : 1;
  const results = await Promise.all(Array.from({ length: copies }, () => post(delivery)));
  const result = results.find(({ ok }) => ok) ?? results[0];
  if (!result) return;
  if (result.ok) return finish(pool, delivery, 'delivered', result);
  if (delivery.attempts >= ATTEMPTS_MAX) return finish(pool, delivery, 'failed', result);
  await postpone(pool, delivery, BACKOFF_SECONDS[delivery.attempts - 1] ?? 60, result);
}

function deliveryFault(pool: pg.Pool) {
  return takeFault(pool, ['drop', 'delay', 'reorder', 'duplicate'], { path: '/webhooks', method: 'POST' });
}

interface Result {
  ok?: boolean;
  status?: number;
  error?: string;
}

async function post({ url, secret, doc }: Delivery): Promise<Result> {
  const body = JSON.stringify(doc, null, 2);
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'stripe-signature': signature(body, secret),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
    });
    await response.arrayBuffer();
    return response.ok
      ? { ok: true, status: response.status }
      : { status: response.status, error: response.statusText };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

async function finish(
  pool: pg.Pool,
  { id, event }: Delivery,
  status: string,
  { status: http, error }: Result,
) {
  await pool.query(
    'update webhook_deliveries set status = $2, last_status = $3, last_error = $4 where id = $1',
    [id, status, http ?? null, error ?? null],
  );
  await pool.query(
    `update objects set doc = jsonb_set(doc, '{pending_webhooks}', to_jsonb(
       (select count(*) from webhook_deliveries where event = $1 and status = 'pending'))) where id = $1`,
    [event],
  );
}

async function postpone(pool: pg.Pool, { id }: Delivery, seconds: number, { status, error }: Result = {}) {
  await pool.query(
    `update webhook_deliveries
     set due_at = clock_timestamp() + $2 * interval '1 second', leased_until = null, last_status = $3, last_error = $4 where id = $1`,
    [id, seconds, status ?? null, error ?? null],
  );
}
