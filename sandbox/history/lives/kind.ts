import type { Customer } from '../customer.js';
import type { Random } from '../random.js';
import { addMonths, HOUR } from '../time.js';
import type { World } from '../world.js';

/** A kind of customer: how many of 300 are such, when they sign up, and what they then do. */
export type Kind = {
  name: string;
  of300: number;
  /** When one signs up, in milliseconds; most of them late in the year unless told otherwise. */
  signsUp?: (world: World, random: Random) => number;
  /** Forgets to confirm his address. */
  unverified?: boolean;
  /** Plans his life from when he has settled in. */
  live: (customer: Customer, from: number) => void;
};

/** More and more people come: the share of the year that has gone by when a given share of them is there. */
const GROWTH = 0.78;

/** Somewhere in the year, later more often than earlier. */
export function duringTheYear(world: World, random: Random): number {
  return Math.floor(world.start + (world.now - world.start) * random.next() ** GROWTH);
}

/** Between so many days before the end of the year. */
export function daysAgo(most: number, least: number): NonNullable<Kind['signsUp']> {
  return (world, random) => world.now - random.int(least * 24, most * 24) * HOUR;
}

/** So that a monthly renewal falls between `most` and `least` days before the end of the year. */
export function renewedDaysAgo(most: number, least: number): NonNullable<Kind['signsUp']> {
  return (world, random) => addMonths(daysAgo(most, least)(world, random), -random.int(1, 7));
}

/** How many monthly renewals of what begins at `from` fall before the end of the year. */
export function renewalsOf({ world }: Customer, from: number): number {
  let renewals = 0;
  while (addMonths(from, renewals + 1) < world.now) renewals += 1;
  return renewals;
}
