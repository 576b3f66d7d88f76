import fc from 'fast-check';
import type { Plan } from '../plan.js';
import { COSTS } from '../request.js';

const DAY_US = 86_400 * 1_000_000;

export const amount = fc.integer({ min: 1, max: 3_000 });

/** For what is to empty a wallet now and then: debt begins there. */
export const much = fc.integer({ min: 1, max: 6_000 });

export const nth = fc.nat(7);

export const later = (now: number, inDays: number): number =>
  Math.floor(now / 1_000) * 1_000 + inDays * DAY_US;

/** Rarely in the past: a payment registered late. In whole milliseconds, as far as a Date can say. */
export const days = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 1, arbitrary: fc.constant(-1) },
);

export const pick = <T>(names: readonly T[], at: number): T | undefined =>
  names[names.length - 1 - (at % names.length)];

/** A plan that prints as what it was made from. */
export function plan<T>(name: string, wish: fc.Arbitrary<T>, make: (wish: T) => Plan): fc.Arbitrary<Plan> {
  return wish.map((wanted) =>
    Object.assign(make(wanted), { [fc.toStringMethod]: () => `${name} ${fc.stringify(wanted)}` }),
  );
}

export const service = fc.nat(COSTS.length - 1);

/** Of a service's first cost: what another cost is. */
export const percent = fc.integer({ min: 0, max: 250 });

/** Hundredths; a free service counts as one that costs a hundredth. */
export const costAt = (service: number, percent: number): number =>
  Math.round((Math.max(1, COSTS[service] ?? 1) * percent) / 100);

/** So many units of a service as cost about this much, at first. */
export const quantityFor = (service: number, amount: number): number =>
  Math.ceil(amount / Math.max(1, COSTS[service] ?? 1));
