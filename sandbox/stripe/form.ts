import { invalidRequest } from './errors.js';

/** Parameters as they arrive: texts in nested maps and arrays. */
export type FormValue = string | FormValue[] | FormMap;
export interface FormMap {
  [key: string]: FormValue;
}

const DEPTH_MAX = 8;
const FIELDS_MAX = 1000;

/** Decodes `a[b]=1&c[0]=2&c[]=3` as Stripe's SDKs send it: `{ a: { b: '1' }, c: ['2', '3'] }`. */
export function decodeForm(text: string): FormMap {
  const root = emptyMap();
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > FIELDS_MAX) throw invalidRequest('Too many parameters.');
  for (const [name, value] of pairs) place(root, pathOf(name), value);
  return arraysIn(root) as FormMap;
}

function pathOf(name: string): string[] {
  const [, head = '', rest = ''] = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name) ?? [];
  if (!head) throw invalidRequest(`Invalid parameter name: ${name.slice(0, 100)}`);
  const path = [head, ...[...rest.matchAll(/\[([^[\]]*)\]/g)].map((match) => match[1] ?? '')];
  if (path.length > DEPTH_MAX) throw invalidRequest('Parameters are nested too deeply.');
  return path;
}

function place(root: FormMap, path: string[], value: string): void {
  let map = root;
  for (const [depth, part] of path.entries()) {
    const key = part === '' ? String(Object.keys(map).length) : part;
    if (depth === path.length - 1) {
      map[key] = value;
      return;
    }
    map = mapAt(map, key);
  }
}

function mapAt(map: FormMap, key: string): FormMap {
  const present = map[key];
  if (typeof present === 'object' && !Array.isArray(present)) return present;
  const made = emptyMap();
  map[key] = made;
  return made;
}

/** A map whose keys are all numbers was sent as an array. Metadata keys may be numbers too, so they stay a map. */
function arraysIn(value: FormValue, name = ''): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const isArray = name !== '' && name !== 'metadata' && entries.every(([key]) => /^\d+$/.test(key));
  if (isArray) return entries.map(([, item]) => arraysIn(item, '[]'));
  for (const [key, item] of entries) value[key] = arraysIn(item, key);
  return value;
}

/** Without a prototype, so that a parameter called `__proto__` is only a parameter. */
function emptyMap(): FormMap {
  return Object.create(null) as FormMap;
}
