import type { PropertyType } from 'adminjs';

/** A condition on one column in Prisma's words. */
export type Condition = Readonly<Record<string, unknown>>;

/** A range of moments as the list page sends it; both ends are optional and given as dates or moments. */
export interface Range {
  readonly from?: string;
  readonly to?: string;
}

const DAY_MS = 86_400_000;
const UUID_LENGTH = 32;
const NOTHING: Condition = { in: [] };

/**
 * What a filter's plain text means for a column of `type`. Text is looked for anywhere and without regard to case;
 * a part of a uuid means all that start with it; a date means that whole UTC day, and a range includes its last day.
 * A value that cannot match (a letter in a number, an object where text belongs) matches nothing: it never reaches
 * Prisma as an operator and never throws. `whole` asks for equal text, as for Stripe's ids, which an index finds.
 */
export function toCondition(type: PropertyType, value: unknown, { whole = false } = {}): Condition {
  if (type === 'datetime' || type === 'date') return momentCondition(value);
  if (typeof value !== 'string') return NOTHING;
  if (type === 'string' && whole) return { equals: value };
  if (type === 'uuid' || type === 'reference') return uuidCondition(value);
  if (type === 'number') return integerCondition(value);
  if (type === 'boolean')
    return value === 'true' || value === 'false' ? { equals: value === 'true' } : NOTHING;
  return type === 'string' ? { contains: escapeLike(value), mode: 'insensitive' } : NOTHING;
}

/** In LIKE, `%`, `_` and `\` mean something; to who types them they are letters. */
function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function integerCondition(value: string): Condition {
  const number = /^-?\d{1,15}$/.test(value.trim()) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? { equals: number } : NOTHING;
}

function uuidCondition(value: string): Condition {
  const digits = value.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{1,32}$/.test(digits)) return NOTHING;
  return { gte: toUuid(digits.padEnd(UUID_LENGTH, '0')), lte: toUuid(digits.padEnd(UUID_LENGTH, 'f')) };
}

function toUuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function momentCondition(value: unknown): Condition {
  const { from, to } = typeof value === 'string' ? { from: value, to: value } : ((value ?? {}) as Range);
  const start = typeof from === 'string' ? parseMoment(from) : undefined;
  const end = typeof to === 'string' ? parseMoment(to) : undefined;
  if ((from && !start) || (to && !end) || (!start && !end)) return NOTHING;
  return {
    ...(start ? { gte: start.moment } : {}),
    ...(end ? { lt: new Date(end.moment.getTime() + (end.isDay ? DAY_MS : 1)) } : {}),
  };
}

function parseMoment(text: string): { moment: Date; isDay: boolean } | undefined {
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? undefined : { moment, isDay: /^\d{4}-\d{2}-\d{2}$/.test(text) };
}
