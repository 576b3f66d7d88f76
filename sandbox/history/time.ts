import { addMonths as addMonthsTo } from '../clock.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Stripe's times are Unix seconds. */
export function unix(at: number): number {
  return Math.floor(at / SECOND);
}

/** PostgreSQL takes times as RFC 3339 text. */
export function iso(at: number): string {
  if (at !== written.at) written = { at, text: new Date(at).toISOString() };
  return written.text;
}

/** Rows of one moment are written one after the other, and writing a time is half of the work. */
let written = { at: Number.NaN, text: '' };

export function startOfDay(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `14 Nov`, in UTC. */
export function dayAndMonth(at: number): string {
  const day = new Date(at);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
}

/** Adds months in UTC; the last day of the month where there is no such day, as Stripe's billing does. */
export function addMonths(at: number, months: number): number {
  return addMonthsTo(new Date(at), months).getTime();
}
