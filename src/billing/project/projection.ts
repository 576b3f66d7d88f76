import type Stripe from 'stripe';
import type { Queryable, Tx } from '../../platform/db.js';
import { isUuid } from '../../platform/ids.js';
import type { ObjectRef } from '../stripe/mirror.js';

/** How one kind of Stripe object becomes rows of ours. */
export interface Projection<T> {
  /** Reads the object afresh. A deleted one is answered as Stripe's stub, or by `resource_missing`. */
  read(stripe: Stripe, id: string): Promise<T | { deleted: true }>;
  /** Objects that have to be projected before this one; asked again after each was, until it names no unknown one. */
  needs?(at: { db: Queryable; stripe: Stripe }, object: T): Promise<ObjectRef[]>;
  /**
   * Makes our rows agree with the object. Runs any number of times, for any order of events, with the same end.
   * Answers the objects that ought to be looked at next, because what we know of them is behind.
   */
  project(tx: Tx, object: T): Promise<ObjectRef[]>;
  /** Makes our rows agree with the object's deletion. */
  removed?(tx: Tx, id: string): Promise<void>;
}

/** The id of a field that Stripe sends as an id or expanded. */
export function idOf(field: string | { id: string } | null | undefined): string | null {
  return typeof field === 'string' ? field : (field?.id ?? null);
}

/** A moment that Stripe tells in Unix seconds. */
export function instant(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** An id of ours in an object's metadata, or null: whoever has Stripe's dashboard may write anything there. */
export function uuidIn(metadata: Stripe.Metadata | null | undefined, name: string): string | null {
  const value = metadata?.[name];
  return value !== undefined && isUuid(value) ? value : null;
}
