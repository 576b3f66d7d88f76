import type { BaseResource, PropertyType } from 'adminjs';
import { z } from 'zod';
import { PER_PAGE_MAX, ROWS_MAX } from '../adapter/resource.js';
import { Refusal } from './refusal.js';

const VALUE_MAX = 200;
const FILTER = /^filters\.(?<path>\w{1,60})(?:~~(?<end>from|to))?$/;

const Paging = z.strictObject({
  page: z.coerce.number().int().min(1).max(ROWS_MAX).optional(),
  perPage: z.coerce.number().int().min(1).max(PER_PAGE_MAX).optional(),
  sortBy: z.string().max(60).optional(),
  direction: z.enum(['asc', 'desc']).optional(),
});

/**
 * The query of a list, checked word by word: known names once each, numbers within bounds, sorting and filtering by
 * columns that the resource offers for it, and plain values of the column's own type. Throws a 400 for anything else.
 */
export function checkedListQuery(resource: BaseResource, search: URLSearchParams): Record<string, string> {
  const query = plainQuery(search);
  const filters = Object.entries(query).filter(([name]) => name.startsWith('filters.'));
  const paging = Paging.safeParse(
    Object.fromEntries(Object.entries(query).filter(([name]) => !name.startsWith('filters.'))),
  );
  if (!paging.success)
    throw new Refusal(400, `The list cannot be asked for like this: ${firstFault(paging.error)}.`);
  const { page = 1, perPage = PER_PAGE_MAX, sortBy } = paging.data;
  if ((page - 1) * perPage >= ROWS_MAX)
    throw new Refusal(400, `Lists end after ${ROWS_MAX} rows: narrow the filter.`);
  if (sortBy !== undefined) checkSorting(resource, sortBy);
  for (const [name, value] of filters) checkFilter(resource, name, value);
  return query;
}

/** The query of a page or action that names every parameter it takes. Throws a 400 for any other. */
export function checkedQuery(names: readonly string[], search: URLSearchParams): Record<string, string> {
  const query = plainQuery(search);
  const unknown = Object.keys(query).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Refusal(400, `Unknown parameter “${unknown.slice(0, 60)}”.`);
  return query;
}

function plainQuery(search: URLSearchParams): Record<string, string> {
  const names = [...search.keys()];
  if (new Set(names).size !== names.length) throw new Refusal(400, 'A parameter is given twice.');
  if ([...search.values()].some((value) => value.length > VALUE_MAX))
    throw new Refusal(400, 'A parameter is too long.');
  return Object.fromEntries(search);
}

function checkSorting(resource: BaseResource, sortBy: string): void {
  const { properties } = resource.decorate();
  if (!Object.hasOwn(properties, sortBy) || !properties[sortBy]?.isSortable())
    throw new Refusal(400, `This list cannot be sorted by “${sortBy}”.`);
}

function checkFilter(resource: BaseResource, name: string, value: string): void {
  const { path, end } = FILTER.exec(name)?.groups ?? {};
  const offered = resource.decorate().getProperties({ where: 'filter' });
  const property = offered.find((candidate) => candidate.propertyPath === path);
  if (!property) throw new Refusal(400, `This list has no filter “${name.slice(0, 60)}”.`);
  const type = property.type();
  if (end && type !== 'datetime') throw new Refusal(400, `“${path}” is not a moment.`);
  const choices = property.availableValues()?.map((choice) => String(choice.value));
  const fits = choices ? choices.includes(value) : fitsType(type, value);
  if (!fits) throw new Refusal(400, `“${path}” cannot be “${value.slice(0, 40)}”.`);
}

function fitsType(type: PropertyType, value: string): boolean {
  if (type === 'number') return /^-?\d{1,15}$/.test(value);
  if (type === 'boolean') return value === 'true' || value === 'false';
  if (type === 'uuid' || type === 'reference') return /^[0-9a-f-]{1,36}$/i.test(value);
  if (type === 'datetime') return isMoment(value);
  return type === 'string';
}

/** A day or a moment that there is: not 30 February, which JavaScript takes for 2 March, and no year before 1000. */
function isMoment(value: string): boolean {
  const [, day] = /^([1-9]\d{3}-\d{2}-\d{2})(?:T[\d:.]{5,12}Z?)?$/.exec(value) ?? [];
  if (!day || Number.isNaN(Date.parse(value))) return false;
  return new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
}

function firstFault(error: z.ZodError): string {
  const [issue] = error.issues;
  if (!issue) return 'unreadable';
  return issue.code === 'unrecognized_keys'
    ? `unknown parameter “${issue.keys[0]?.slice(0, 60)}”`
    : `${issue.path.join('.')}: ${issue.message}`;
}
