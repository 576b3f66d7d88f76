import type { OperatorRole } from '../../src/accounts/index.js';
import type { Book } from './book.js';
import type { Offer } from './catalogue.js';
import type { Random } from './random.js';

/** A service as the spends of the year name it. `cost` in hundredths of a credit. */
export type Service = { id: string; slug: string; cost: number };

/** What all lives share. Times in milliseconds. */
export interface World {
  readonly start: number;
  readonly now: number;
  readonly random: Random;
  readonly book: Book;
  readonly offers: readonly Offer[];
  readonly services: readonly Service[];
  /** Ids of the operators, one of each role. */
  readonly staff: Readonly<Record<OperatorRole, string>>;
}

/** Finds an offer by its price's nickname, such as `Pro, monthly`. */
export function offerOf(world: World, nickname: string): Offer {
  const offer = world.offers.find(({ price }) => price.nickname === nickname);
  if (!offer) throw new Error(`nothing called ${nickname} is for sale`);
  return offer;
}

export function serviceOf(world: World, slug: string): Service {
  const service = world.services.find((each) => each.slug === slug);
  if (!service) throw new Error(`no service is called ${slug}`);
  return service;
}
