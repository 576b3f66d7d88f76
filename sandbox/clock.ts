import pg from 'pg';

/** Called after simulated time has moved, with the new distance from real time in milliseconds. */
type MoveListener = (offsetMs: number) => Promise<void> | void;

/** Simulated time: real time plus an offset, so that it ticks by itself and can jump ahead. */
export interface Clock {
  now(): Date;
  offsetMs(): number;
  /** Jumps to a new offset and waits for every listener. */
  moveTo(offsetMs: number): Promise<void>;
  onMove(listener: MoveListener): void;
}

export function createClock(initialOffsetMs = 0): Clock {
  let offset = initialOffsetMs;
  const listeners: MoveListener[] = [];
  return {
    now: () => new Date(Date.now() + offset),
    offsetMs: () => offset,
    onMove: (listener) => {
      listeners.push(listener);
    },
    async moveTo(offsetMs) {
      offset = offsetMs;
      for (const listener of listeners) await listener(offsetMs);
    },
  };
}

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/**
 * Adds an ISO 8601 duration such as `P1M` or `P1DT12H` to a time, in UTC.
 * A month keeps the day of the month, or takes the last one where there is no such day, as Stripe's billing does.
 * Answers null when the text is no duration.
 */
export function addDuration(from: Date, duration: string): Date | null {
  const match = DURATION.exec(duration);
  const parts = match?.slice(1).map((part) => Number(part ?? 0));
  if (!parts || !/\d/.test(duration)) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  const moved = addMonths(from, years * 12 + months);
  const milliseconds = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000;
  const result = new Date(moved.getTime() + milliseconds);
  return Number.isNaN(result.getTime()) ? null : result;
}

/** The same day and time so many months later, or earlier when negative; the last day of a shorter month. In UTC. */
export function addMonths(from: Date, months: number): Date {
  const moved = new Date(from);
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(from.getUTCDate(), lastDay));
  return moved;
}

/**
 * Makes QuickScale's `app.now()` follow simulated time. Run once per database, as its owner, after the migrations;
 * only the sandbox does this, so production time cannot be moved.
 */
export async function installSandboxClock(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, (client) =>
    client.query(`
      create schema if not exists sandbox;
      create table if not exists sandbox.clock (offset_ms bigint not null);
      create unique index if not exists clock_one_row on sandbox.clock ((true));
      insert into sandbox.clock select 0 where not exists (select from sandbox.clock);
      grant usage on schema sandbox to public;
      grant select on sandbox.clock to public;
      create or replace function app.now() returns timestamptz language sql volatile as
        $$ select clock_timestamp() + (select offset_ms from sandbox.clock) * interval '1 millisecond' $$;
    `),
  );
}

/** Sets how far QuickScale's `app.now()` is ahead of real time, in milliseconds. */
export async function moveSandboxClock(ownerUrl: string, offsetMs: number): Promise<void> {
  await withClient(ownerUrl, (client) =>
    client.query('update sandbox.clock set offset_ms = $1', [Math.round(offsetMs)]),
  );
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
