import { type RequestHandler, Router } from 'express';
import type { Db } from '../platform/db.js';

/** What Prometheus reads: how many requests were answered how, this process, and how much work waits. */
export type Metrics = { observe: RequestHandler; page: Router };

/** One per web process. `observe` counts; `page` is GET /metrics. */
export function createMetrics(db: Db): Metrics {
  const answered = new Map<string, number>();
  let seconds = 0;
  const observe: RequestHandler = (req, res, next) => {
    const start = performance.now();
    res.on('finish', () => {
      const labels = `method="${METHODS.has(req.method) ? req.method : 'other'}",status="${res.statusCode}"`;
      answered.set(labels, (answered.get(labels) ?? 0) + 1);
      seconds += (performance.now() - start) / 1000;
    });
    next();
  };
  const page = Router().get('/metrics', async (_req, res) => {
    const lines = [
      ...requestLines(answered, seconds),
      ...processLines(),
      ...poolLines(db),
      ...(await workLines(db)),
    ];
    res.type('text/plain; version=0.0.4').send(`${lines.join('\n')}\n`);
  });
  return { observe, page };
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS']);

function requestLines(answered: ReadonlyMap<string, number>, seconds: number): string[] {
  const counts = [...answered].map(([labels, count]) => `quickscale_http_requests_total{${labels}} ${count}`);
  return [
    '# TYPE quickscale_http_requests_total counter',
    ...counts,
    '# TYPE quickscale_http_request_seconds_total counter',
    `quickscale_http_request_seconds_total ${seconds.toFixed(3)}`,
  ];
}

function processLines(): string[] {
  const { rss, heapUsed } = process.memoryUsage();
  return [
    ...gauge('process_resident_memory_bytes', rss),
    ...gauge('nodejs_heap_used_bytes', heapUsed),
    ...gauge('process_uptime_seconds', Math.round(process.uptime())),
  ];
}

function poolLines({ pool }: Db): string[] {
  return [
    ...gauge('quickscale_database_connections', pool.totalCount),
    ...gauge('quickscale_database_waiting', pool.waitingCount),
  ];
}

async function workLines(db: Db): Promise<string[]> {
  const work = await db.one<{ open: number; dead: number; age_s: number }>(
    `SELECT count(*) FILTER (WHERE dead_at IS NULL) AS open, count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead,
            coalesce(round(extract(epoch FROM app.now() - min(run_at) FILTER (WHERE dead_at IS NULL AND run_at <= app.now()))), 0) AS age_s
     FROM outbox WHERE done_at IS NULL`,
  );
  return [
    ...gauge('quickscale_outbox_open', work.open),
    ...gauge('quickscale_outbox_dead', work.dead),
    ...gauge('quickscale_outbox_oldest_due_seconds', work.age_s),
  ];
}

function gauge(name: string, value: number): string[] {
  return [`# TYPE ${name} gauge`, `${name} ${value}`];
}
