import { addMonths } from '../../clock.js';
import type { Price } from '../objects/types.js';

/** A span of time in Unix seconds: its end is the next one's start. */
export interface Period {
  start: number;
  end: number;
}

type Recurring = NonNullable<Price['recurring']>;

const DAY_SECONDS = 86_400;

/**
 * The period of a price that begins at `start`. Its end is counted from the anchor, not from the start, so that a
 * plan begun on the 31st ends on the last day of shorter months and comes back to the 31st.
 */
export function periodFrom(start: number, { recurring }: Price, anchor = start): Period {
  if (!recurring) throw new Error('a price that is paid once has no period');
  let count = 1;
  while (afterAnchor(anchor, recurring, count) <= start) count += 1;
  return { start, end: afterAnchor(anchor, recurring, count) };
}

function afterAnchor(anchor: number, { interval, interval_count }: Recurring, count: number): number {
  const number = count * interval_count;
  if (interval === 'day') return anchor + number * DAY_SECONDS;
  if (interval === 'week') return anchor + number * 7 * DAY_SECONDS;
  const months = interval === 'year' ? number * 12 : number;
  return Math.floor(addMonths(new Date(anchor * 1000), months).getTime() / 1000);
}
