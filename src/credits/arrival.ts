import type { Arrival, Cause, EntryKind, Movement } from './ledger.js';

/** Credits on their way in, why, and the part of the balance that they leave, where they were in the wallet already. */
export interface Inflow {
  arrivals: readonly Arrival[];
  kind: EntryKind;
  cause: Cause;
  out_of?: 'held' | 'frozen' | undefined;
}

/** Lands in its grant. */
export function land(arrival: Arrival, { kind, cause, out_of }: Omit<Inflow, 'arrivals'>): Movement {
  return { ...cause, ...arrival, kind, ...(out_of ? { [out_of]: -arrival.amount } : {}) };
}
