import { z } from 'zod';
import type { Call } from './call.js';
import { invalidRequest } from './errors.js';
import { takeFault } from './faults.js';
import type { ObjectType, ObjectTypes } from './objects/types.js';
import { integer, text } from './params.js';
import { type Route, route } from './route.js';

const SearchParams = z.strictObject({ query: text, limit: integer.optional(), page: text.optional() });

interface SearchAnswer<D> {
  object: 'search_result';
  data: D[];
  has_more: boolean;
  next_page: string | null;
  url: string;
}

const LIMIT_DEFAULT = 10;
const LIMIT_MAX = 100;
const LAG_SECONDS = 60;
const CLAUSE =
  /^\s*(-?)([a-z_.0-9]+)(?:\["([^"]+)"\]|\['([^']+)'\])?\s*(:|>=|<=|>|<|~)\s*(?:"([^"]*)"|'([^']*)'|(\S+?))\s*$/;

/** `GET /v1/<type>s/search`: the objects of a type by those of their fields that may be searched. Stands before its `:id`. */
export function searchRoute(type: ObjectType, fields: string[]): Route {
  const path = `/v1/${type}s/search`;
  return route('get', path, SearchParams, (call, params) => search(call, type, path, fields, params));
}

/**
 * Stripe's search language, as far as clauses joined by AND: `status:"failed" AND created>1700000000`,
 * `metadata["order"]:"7"`, `payment_method_details.card.last4:4242`, `email~"ann"`, `-currency:"eur"`.
 * `fields` are those that may be searched. The index is up to date, but for the fault `lag`.
 */
async function search<T extends ObjectType>(
  call: Call,
  type: T,
  url: string,
  fields: string[],
  { query, limit = LIMIT_DEFAULT, page }: z.output<typeof SearchParams>,
): Promise<SearchAnswer<ObjectTypes[T]>> {
  const values: unknown[] = [type, null];
  if (await takeFault(call.tx, ['lag'], { path: url, method: 'GET' })) values[1] = call.now - LAG_SECONDS;
  const conditions = query.split(/\s+AND\s+/i).map((clause) => condition(clause, fields, values));
  const offset = Number(page ?? 0) || 0;
  const size = Math.min(Math.max(limit, 1), LIMIT_MAX);
  const { rows } = await call.tx.query<{ doc: ObjectTypes[T] }>(
    `select doc from objects where type = $1 and not deleted and ${conditions.join(' and ')}
       and ($2::bigint is null or created < $2)
     order by created desc, seq desc limit ${size + 1} offset ${offset}`,
    values,
  );
  const has_more = rows.length > size;
  const next_page = has_more ? String(offset + size) : null;
  return {
    object: 'search_result',
    data: rows.slice(0, size).map(({ doc }) => doc),
    has_more,
    next_page,
    url,
  };
}

function condition(clause: string, fields: string[], values: unknown[]): string {
  const [, not, field = '', key1, key2, sign = '', quoted1, quoted2, bare] = CLAUSE.exec(clause) ?? [];
  const key = key1 ?? key2;
  const known = field === 'metadata' ? key !== undefined : fields.includes(field) && key === undefined;
  if (!known)
    throw invalidRequest(`We were unable to parse your search query near: ${clause.trim()}`, {
      param: 'query',
    });
  const path = key === undefined ? field.split('.') : [field, key];
  const place = `doc #>> ${bind(values, path)}`;
  const comparison = compare(place, sign, quoted1 ?? quoted2 ?? bare ?? '', values);
  return not ? `(${comparison}) is not true` : comparison;
}

function compare(place: string, sign: string, value: string, values: unknown[]): string {
  if (sign === ':') return `${place} = ${bind(values, value)}`;
  if (sign === '~') return `strpos(lower(${place}), lower(${bind(values, value)})) > 0`;
  const number = Number(value);
  if (Number.isNaN(number)) throw invalidRequest(`Not a number: ${value}`, { param: 'query' });
  return `(${place})::numeric ${sign} ${bind(values, number)}`;
}

function bind(values: unknown[], value: unknown): string {
  values.push(value);
  return `$${values.length}`;
}
