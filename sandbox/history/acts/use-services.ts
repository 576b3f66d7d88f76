import { toCredits } from '../../../src/credits/index.js';
import type { Customer } from '../customer.js';
import { giveBack, spendOn } from '../quickscale/spend.js';
import { DAY, HOUR, MINUTE, SECOND, startOfDay } from '../time.js';
import { serviceOf } from '../world.js';

export type Habit = {
  /** Credits that a working day takes on average when the habit begins. */
  daily: number;
  /** How much that grows in a year: 0.5 is half as much again. */
  growth: number;
  /** Who makes the calls. */
  through: 'company' | 'customer' | 'portal';
  /** When it ends, in milliseconds. */
  until?: number;
  /** What he does when the credits do not suffice. */
  onEmpty?: (at: number) => void;
};

/** How busy a day is, Sunday first. */
const WEEKDAYS = [0.2, 1, 1.15, 1.1, 1.05, 0.85, 0.3];
const RUNS_A_DAY = 0.6;
const FAILED = 0.008;
const YEAR = 365 * DAY;

/** A customer uses services day by day, most on working days, more and more over the year. */
export function planUsage(customer: Customer, habit: Habit, from: number): void {
  planDay(customer, habit, { from, begun: from });
}

function planDay(customer: Customer, habit: Habit, { from, begun }: { from: number; begun: number }): void {
  const { agenda, random } = customer;
  const day = startOfDay(from);
  const busy = WEEKDAYS[new Date(day).getUTCDay()] ?? 1;
  const appetite = habit.daily * busy * (1 + (habit.growth * (day - begun)) / YEAR);
  for (let runs = poisson(random.next(), RUNS_A_DAY * busy); runs > 0; runs -= 1) {
    const at = day + timeOfDay(customer);
    const credits = (appetite / RUNS_A_DAY / busy) * (0.4 + 1.2 * random.next());
    if (at > from) agenda.plan(at, () => useOne(customer, habit, credits, at));
  }
  const tomorrow = day + DAY;
  if (tomorrow < (habit.until ?? Number.POSITIVE_INFINITY)) {
    agenda.plan(tomorrow, () => planDay(customer, habit, { from: tomorrow, begun }));
  }
}

/** One use of a service that is worth about so many credits. */
function useOne(
  customer: Customer,
  { through: key_owner, onEmpty }: Habit,
  credits: number,
  at: number,
): void {
  const { agenda, random, world } = customer;
  if (key_owner === 'portal') customer.wasSignedIn(at);
  const [slug, unit] = random.weighted(MIX);
  const quantity = Math.max(1, Math.round(credits / unit));
  const spent = spendOn(customer, { service: serviceOf(world, slug), quantity, key_owner }, at);
  if (!spent) onEmpty?.(at);
  else if (slug === 'image-metadata' && random.chance(FAILED)) {
    agenda.follow(at + random.int(300, 1500), (now) => giveBack(customer, spent, now));
  }
}

/** One use of a service as told; the credits have to be there. */
export function planUse(
  customer: Customer,
  { slug, quantity }: { slug: string; quantity: number },
  at: number,
): void {
  customer.agenda.plan(at, () => {
    const run = { service: serviceOf(customer.world, slug), quantity, key_owner: 'company' as const };
    if (!spendOn(customer, run, at))
      throw new Error(`${customer.person.email} cannot pay for ${quantity} × ${slug}`);
  });
}

/** Uses up all that is there: whole images first, then texts. */
export function planUseOfTheRest(customer: Customer, at: number): void {
  customer.agenda.plan(at, () => {
    const credits = Math.floor(toCredits(customer.ledger.available(at)));
    const [images, texts] = [Math.floor(credits / 10), credits % 10];
    if (images > 0) planUse(customer, { slug: 'image-metadata', quantity: images }, at + MINUTE);
    if (texts > 0) planUse(customer, { slug: 'text-sentiment', quantity: texts }, at + 2 * MINUTE);
  });
}

/** Services with the credits that one unit stands for, and how often each is used. */
const MIX: readonly (readonly [readonly [string, number], number])[] = [
  [['text-sentiment', 1], 45],
  [['image-metadata', 10], 40],
  [['thumbnail', 8], 15],
];

/** Between six and twenty-two, most around the middle of the day. */
function timeOfDay({ random }: Customer): number {
  return (
    6 * HOUR + (random.next() + random.next()) * 8 * HOUR + random.int(0, 59) * SECOND + random.int(0, 999)
  );
}

/** How many of something rare happen, by the inverse of Poisson's distribution. */
function poisson(chance: number, mean: number): number {
  let count = 0;
  let probability = Math.exp(-mean);
  for (let sum = probability; sum < chance && count < 20; sum += probability) {
    count += 1;
    probability *= mean / count;
  }
  return count;
}
