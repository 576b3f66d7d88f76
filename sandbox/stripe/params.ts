import { z } from 'zod';
import { CURRENCIES } from './currencies.js';
import { invalidRequest, missingParameter, type StripeApiError, unknownParameter } from './errors.js';
import type { FormMap } from './form.js';

const TEXT_MAX = 5000;

/** A parameter schema whose failure carries one of Stripe's error codes. */
function checked<T>(
  code: string | undefined,
  message: (value: string) => string,
  parse: (value: string) => T | undefined,
) {
  return z.string().transform((value, context): T => {
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.addIssue({ code: 'custom', message: message(value), params: { code } });
    return z.NEVER;
  });
}

export const text = checked(
  'parameter_invalid_empty',
  () => 'You passed an empty string or more than 5000 characters.',
  (value) => (value !== '' && value.length <= TEXT_MAX ? value : undefined),
);

/** Text that an empty value unsets. */
export const clearable = z
  .string()
  .max(TEXT_MAX)
  .transform((value) => value || null);

export const integer = checked(
  'parameter_invalid_integer',
  (value) => `Invalid integer: ${value}`,
  (value) => (/^-?\d{1,12}$/.test(value) ? Number(value) : undefined),
);

/** An amount of money in minor units, at least 1. */
export const amount = integer.superRefine((value, context) => {
  if (value >= 1) return;
  const message = 'This value must be greater than or equal to 1.';
  context.addIssue({ code: 'custom', message, params: { code: 'parameter_invalid_integer' } });
});

export const flag = checked(
  undefined,
  (value) => `Invalid boolean: ${value}`,
  (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
);

export const currency = checked(
  undefined,
  (value) =>
    `Invalid currency: ${value.toLowerCase()}. Stripe currently supports these currencies: ${CURRENCIES.join(', ')}`,
  (value) => CURRENCIES.find((each) => each === value.toLowerCase()),
);

/** A postal address, or a part of one. */
export const address = z.strictObject({
  city: clearable.default(null),
  country: clearable.default(null),
  line1: clearable.default(null),
  line2: clearable.default(null),
  postal_code: clearable.default(null),
  state: clearable.default(null),
});

/** Where goods go; credits go nowhere, but callers may say so. */
export const shipping = z.strictObject({ address, name: text, phone: clearable.default(null) });

export function choice<const T extends string>(...values: T[]) {
  const known = values.join(', ');
  return checked(
    undefined,
    (value) => `Invalid value: must be one of ${known} (got ${value})`,
    (value) => values.find((each) => each === value),
  );
}

export const email = checked(
  'email_invalid',
  (value) => `Invalid email address: ${value}`,
  (value) => (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) && value.length <= 512 ? value : undefined),
);

export const url = checked(
  'url_invalid',
  () => 'Not a valid URL',
  (value) => (URL.canParse(value.replaceAll(/[{}]/g, '')) && /^https?:/.test(value) ? value : undefined),
);

/** Up to 50 keys of 40 characters with values of 500; an empty value takes a key out, an empty map all of them. */
export const metadata = z
  .union([z.literal('').transform(() => null), z.record(z.string().min(1).max(40), z.string().max(500))])
  .refine((map) => map === null || Object.keys(map).length <= 50, 'You can specify up to 50 keys.');

/** `created=5` or `created[gte]=5&created[lt]=9`, in Unix seconds. */
export const range = z.union([
  integer,
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** The metadata after an update: keys are merged, as Stripe does. */
export function mergeMetadata(
  before: Record<string, string> | null,
  change: Record<string, string> | null | undefined,
): Record<string, string> {
  if (change === undefined) return before ?? {};
  if (change === null) return {};
  const merged = { ...before, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
}

/** Leaves out what was not given, so that it overwrites nothing. */
export function present<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** An object as an update leaves it: what is given takes the place of what was, metadata key by key. */
export function updated<
  T extends { metadata: Record<string, string> | null },
  Given extends { metadata?: Record<string, string> | null | undefined },
>(before: T, given: Given) {
  return { ...before, ...present(given), metadata: mergeMetadata(before.metadata, given.metadata) };
}

/** Parses parameters, or throws the error that Stripe answers for the first fault found. */
export function parseParams<S extends z.ZodType>(schema: S, form: FormMap): z.output<S> {
  const result = schema.safeParse(form);
  if (result.success) return result.data;
  throw errorOf(firstFault(result.error.issues), form);
}

type Issue = z.core.$ZodIssue;

function firstFault(issues: Issue[]): Issue {
  const fault = issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0];
  if (!fault) throw new Error('zod refused parameters without an issue');
  return fault.code === 'invalid_union' ? closest(fault) : fault;
}

/** Of a value that may have several shapes, the complaint of the shape that went furthest. */
function closest(union: Extract<Issue, { code: 'invalid_union' }>): Issue {
  const faults = union.errors.filter((issues) => issues.length > 0).map(firstFault);
  const furthest = faults.sort((one, other) => other.path.length - one.path.length)[0] ?? union;
  return furthest === union ? union : { ...furthest, path: [...union.path, ...furthest.path] };
}

function errorOf(issue: Issue, form: FormMap): StripeApiError {
  if (issue.code === 'unrecognized_keys')
    return unknownParameter(paramName([...issue.path, issue.keys[0] ?? '']));
  const param = paramName(issue.path);
  if (valueAt(form, issue.path) === undefined) return missingParameter(param);
  const code = issue.code === 'custom' ? (issue.params?.code as string | undefined) : undefined;
  const message = issue.code === 'custom' ? issue.message : `Invalid ${param}`;
  return invalidRequest(message, { param, ...(code ? { code } : {}) }, { beforeWork: true });
}

function paramName(path: PropertyKey[]): string {
  const [head, ...rest] = path.map(String);
  return [head, ...rest.map((part) => `[${part}]`)].join('');
}

function valueAt(form: FormMap, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    form,
  );
}
