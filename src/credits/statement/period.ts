/** Half-open: from the first moment, up to but not including the last. null is without end. */
export interface Period {
  from: Date | null;
  to: Date | null;
}

export const PERIODS = ['this-month', 'last-month', 'last-90-days', 'all'] as const;
export type NamedPeriod = (typeof PERIODS)[number];

const DAY_MS = 86_400_000;

/** A period by its name, as of `now`. Months and days are those of UTC, like receipts and reports. */
export function namedPeriod(name: NamedPeriod, now: Date): Period {
  if (name === 'this-month') return { from: monthStart(now, 0), to: null };
  if (name === 'last-month') return { from: monthStart(now, -1), to: monthStart(now, 0) };
  if (name === 'last-90-days') return { from: new Date(dayStart(now) - 89 * DAY_MS), to: null };
  return { from: null, to: null };
}

/** From one day to another, both included, given as YYYY-MM-DD; the wrong way round is put right. */
export function daysPeriod(first: string | undefined, last: string | undefined): Period {
  const [from, to] = first && last && first > last ? [last, first] : [first, last];
  return {
    from: from ? new Date(`${from}T00:00:00Z`) : null,
    to: to ? new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS) : null,
  };
}

/** The days that a period covers, as YYYY-MM-DD; the last one is included. */
export function daysOf({ from, to }: Period): { from: string | null; to: string | null } {
  return {
    from: from ? from.toISOString().slice(0, 10) : null,
    to: to ? new Date(to.getTime() - 1).toISOString().slice(0, 10) : null,
  };
}

/** A day that there is, as YYYY-MM-DD: not 30 February, which JavaScript takes for 2 March. */
export function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function monthStart(now: Date, offset: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1));
}

function dayStart(now: Date): number {
  return Math.floor(now.getTime() / DAY_MS) * DAY_MS;
}
