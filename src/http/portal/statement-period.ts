import { z } from 'zod';
import {
  daysOf,
  daysPeriod,
  isDay,
  type NamedPeriod,
  namedPeriod,
  PERIODS,
  type Period,
} from '../../credits/index.js';
import { NotFound } from '../../platform/errors.js';

/** A form sends an empty field for a day that was not chosen. */
const Day = z
  .string()
  .refine((text) => text === '' || isDay(text))
  .transform((text) => text || undefined)
  .optional();

const Query = z.object({
  period: z.enum(PERIODS).optional(),
  from: Day,
  to: Day,
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional(),
});

/** What a statement's address asks for. Days stand for themselves, and else a named period; all of it by default. */
export interface Asked {
  period: Period;
  /** null where days were chosen. */
  name: NamedPeriod | null;
  /** The same period as an address has it. */
  search: string;
  cursor: string | undefined;
}

/** @throws NotFound for days and pages that there are not */
export function askedFor(query: unknown, now: Date): Asked {
  const parsed = Query.safeParse(query);
  if (!parsed.success) throw new NotFound('There is no such page of your statement.');
  const { period: name = 'all', from, to, cursor } = parsed.data;
  if (!from && !to) return { period: namedPeriod(name, now), name, search: `period=${name}`, cursor };
  const period = daysPeriod(from, to);
  const days = Object.entries(daysOf(period)).flatMap(([end, day]) => (day ? [[end, day]] : []));
  return { period, name: null, search: new URLSearchParams(days).toString(), cursor };
}

/** For the name of a file: "2026-11-01-to-2026-11-30"; an open end is today. */
export function periodInName(period: Period, now: Date): string {
  const { from, to } = daysOf(period);
  const last = to ?? now.toISOString().slice(0, 10);
  return from ? `${from}-to-${last}` : `until-${last}`;
}
