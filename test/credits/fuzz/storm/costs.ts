import { COSTS } from '../request.js';
import type { Observed } from './observed.js';

/** What a service cost from a moment on that lies between these two of the database's clock. */
export interface Repriced {
  service: number;
  cost: number;
  from: number;
  to: number;
}

/**
 * Costs change for all wallets at once, under no wallet's lock. So a request may meet any that was in force between
 * its start and its end: it is taken to have met the one that its answer tells of, and the last where it tells of none.
 */
export function costMet(
  { request, answer, from, to }: Omit<Observed, 'cost'>,
  changes: readonly Repriced[],
): number {
  if (!('service' in request)) return 0;
  const { service, quantity } = request;
  const all = [
    { cost: COSTS[service]!, from: 0, to: 0 },
    ...changes.filter((each) => each.service === service),
  ];
  const met = all.filter(
    (each) => each.from <= to && !all.some((next) => next.from > each.to && next.to < from),
  );
  const told = Number(answer.amount ?? answer.needed) / quantity;
  return (met.find(({ cost }) => cost === told) ?? met.at(-1)!).cost;
}
