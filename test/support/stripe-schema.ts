import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import Stripe from 'stripe';
import { fromRoot } from '../../src/platform/root.js';
import { testProgram } from './program.js';

type Validators = Record<string, ValidateFunction>;

/**
 * What is wrong with an object (or a list of them) that claims to come from Stripe: keys that miss or are too many,
 * wrong types, values outside an enum. Empty when all is well. The very first call takes seconds.
 */
export function faultsOf(value: unknown): string[] {
  const { object, deleted, data } = value as { object?: string; deleted?: boolean; data?: unknown };
  if ((object === 'list' || object === 'search_result') && Array.isArray(data)) return data.flatMap(faultsOf);
  const name = deleted ? `deleted ${object}` : String(object);
  const validate = validatorOf(name);
  if (!validate) return [`Stripe's types know no object called ${name}`];
  const faults = validate(value) ? [] : tell(validate);
  return object === 'event' ? [...faults, ...faultsOf((data as { object: unknown }).object)] : faults;
}

let validators: Validators | undefined;

function validatorOf(name: string): ValidateFunction | undefined {
  validators ??= cachedValidators();
  return validators[name];
}

/** Where a value may be an id or a whole object, both branches complain: the deepest complaints are the ones to read. */
function tell({ errors }: ValidateFunction): string[] {
  const all = errors ?? [];
  const depth = Math.max(...all.map((error) => error.instancePath.split('/').length));
  const deepest = all.filter((error) => error.instancePath.split('/').length === depth);
  return deepest.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

/** They depend on nothing but the SDK's version and what makes them, so one test run makes them for all. */
function cachedValidators(): Validators {
  const source = readFileSync(fromRoot('test/support/stripe-wire.ts'));
  const hash = createHash('sha256').update(Stripe.PACKAGE_VERSION).update(source).digest('hex').slice(0, 16);
  const file = fromRoot('node_modules/.cache', `stripe-validators-${hash}.cjs`);
  if (!existsSync(file)) {
    mkdirSync(path.dirname(file), { recursive: true });
    execFileSync(process.execPath, [testProgram('test/support/stripe-wire'), file]);
  }
  return createRequire(import.meta.url)(file) as Validators;
}
