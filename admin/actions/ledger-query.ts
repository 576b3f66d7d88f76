import { z } from 'zod';
import {
  daysPeriod,
  GRANTS_TOLD_MAX,
  isDay,
  namedPeriod,
  PERIODS,
  type Period,
} from '../../src/credits/index.js';

/** What the ledger may be asked with: a named period or days of UTC, both ends included. */
export const PERIOD_QUERY = ['period', 'from', 'to'] as const;

const Day = z.string().refine(isDay, 'There is no such day.').optional();
export const PeriodQuery = z.object({
  period: z.enum(PERIODS, 'There is no such period.').default('all'),
  from: Day,
  to: Day,
});

export const LedgerQuery = PeriodQuery.extend({
  at: z.iso
    .datetime('There is no such moment.')
    .transform((text) => new Date(text))
    .optional(),
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, 'There is no such page.')
    .optional(),
  told: z.coerce.number().int().min(1).max(GRANTS_TOLD_MAX).optional(),
});

export function periodOf({ period, from, to }: z.output<typeof PeriodQuery>, now: Date): Period {
  return from || to ? daysPeriod(from, to) : namedPeriod(period, now);
}
