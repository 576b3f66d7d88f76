import type { z } from 'zod';
import type { Call } from './call.js';
import { invalidRequest, noSuch } from './errors.js';
import type { ObjectType, ObjectTypes } from './objects/types.js';
import { integer, range, text } from './params.js';

export interface ListAnswer<D> {
  object: 'list';
  data: D[];
  has_more: boolean;
  url: string;
}

/** The parameters that every list takes; spread them into its schema. */
export const pageParams = {
  limit: integer.optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
};
export const createdParam = { created: range.optional() };

interface Page {
  limit?: number | undefined;
  starting_after?: string | undefined;
  ending_before?: string | undefined;
  created?: z.output<typeof range> | undefined;
}

/** Exact matches on an object's fields, by paths such as `payment.payment_intent`; undefined ones do not filter. */
export type Filters = Record<string, string | boolean | string[] | null | undefined>;

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;
const COLUMNS = new Set(['id', 'customer', 'payment_intent', 'charge']);
const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/** One page of a type's objects, newest first, by cursor as Stripe pages. */
export async function list<T extends ObjectType>(
  call: Call,
  type: T,
  url: string,
  page: Page,
  filters: Filters = {},
): Promise<ListAnswer<ObjectTypes[T]>> {
  const limit = limitOf(page);
  const query = new Conditions(type);
  for (const [field, value] of Object.entries(filters)) query.equals(field, value);
  query.created(page.created);
  const backwards = page.ending_before !== undefined;
  if (page.starting_after) query.beyond('<', await cursor(call, type, page.starting_after, 'starting_after'));
  if (page.ending_before) query.beyond('>', await cursor(call, type, page.ending_before, 'ending_before'));
  const order = backwards ? 'asc' : 'desc';
  const { rows } = await call.tx.query<{ doc: ObjectTypes[T] }>(
    `select doc from objects where ${query.sql()} order by created ${order}, seq ${order} limit ${limit + 1}`,
    query.values,
  );
  const data = rows.slice(0, limit).map((row) => row.doc);
  return { object: 'list', data: backwards ? data.reverse() : data, has_more: rows.length > limit, url };
}

function limitOf({ limit = LIMIT_DEFAULT, starting_after, ending_before }: Page): number {
  if (limit < 1 || limit > LIMIT_MAX) {
    const bound = limit < 1 ? 'greater than or equal to 1' : `less than or equal to ${LIMIT_MAX}`;
    throw invalidRequest(`This value must be ${bound}.`, {
      param: 'limit',
      code: 'parameter_invalid_integer',
    });
  }
  if (starting_after && ending_before) {
    throw invalidRequest('You can only specify one of these parameters: starting_after, ending_before.');
  }
  return limit;
}

type Cursor = { created: number; seq: number };

async function cursor(call: Call, type: ObjectType, id: string, param: string): Promise<Cursor> {
  const sql = 'select created, seq from objects where id = $1 and type = $2';
  const { rows } = await call.tx.query<Cursor>(sql, [id, type]);
  if (!rows[0]) throw noSuch(type, id, param);
  return rows[0];
}

class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  constructor(type: ObjectType) {
    this.parts.push(`type = ${this.bind(type)}`, 'not deleted');
  }

  equals(field: string, value: Filters[string]): void {
    if (value === undefined) return;
    const place = COLUMNS.has(field) ? field : `doc #>> '{${field.replaceAll('.', ',')}}'`;
    if (value === null) return void this.parts.push(`${place} is null`);
    const asText = Array.isArray(value) ? value : [String(value)];
    this.parts.push(
      asText.length === 1 ? `${place} = ${this.bind(asText[0])}` : `${place} = any(${this.bind(asText)})`,
    );
  }

  created(created: Page['created']): void {
    if (created === undefined) return;
    const bounds = typeof created === 'number' ? { gte: created, lte: created } : created;
    for (const [name, sign] of Object.entries(COMPARISONS)) {
      const bound = bounds[name as keyof typeof bounds];
      if (bound !== undefined) this.parts.push(`created ${sign} ${this.bind(bound)}`);
    }
  }

  beyond(sign: '<' | '>', { created, seq }: Cursor): void {
    this.parts.push(`(created, seq) ${sign} (${this.bind(created)}, ${this.bind(seq)})`);
  }

  sql(): string {
    return this.parts.join(' and ');
  }

  private bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}
