import { cardOf, planPackPurchase } from '../acts/buy-pack.js';
import type { MembershipWish } from '../acts/member.js';
import { planSubscription } from '../acts/subscribe.js';
import { planUsage } from '../acts/use-services.js';
import { issueCard } from '../cards.js';
import type { Customer } from '../customer.js';
import { HOUR, MINUTE } from '../time.js';
import { offerOf } from '../world.js';
import { duringTheYear, type Kind, renewalsOf, renewedDaysAgo } from './kind.js';

const WORKING_DAYS = 21;

type Plan = 'Basic, monthly' | 'Basic, yearly' | 'Pro, monthly' | 'Pro, yearly';

/** Subscribes, and uses what a month gives more or less up. */
export function member(
  customer: Customer,
  plan: Plan,
  from: number,
  wish: Partial<MembershipWish> & { packs?: boolean } = {},
): void {
  const { random, world } = customer;
  const { packs = false, ...rest } = wish;
  const offer = offerOf(world, plan);
  planSubscription(customer, { offer, card: cardOf(customer, from), ...rest }, from);
  const monthly = offer.interval === 'year' ? offer.credits / 12 : offer.credits;
  const through = random.weighted([
    ['company', 5],
    ['customer', 2],
    ['portal', 2],
  ] as const);
  const daily = (monthly / WORKING_DAYS) * (packs ? 1.15 : 0.35 + 0.6 * random.next());
  const topUp = packs ? { onEmpty: (at: number) => buyMore(customer, at) } : {};
  planUsage(customer, { daily, growth: 0.4, through, ...topUp }, from + 10 * MINUTE);
}

/** Packs, and how often each is bought. */
export const PACKS = [
  ['500 credits', 3],
  ['1,000 credits', 2],
] as const;

/** Out of credits before the month is over: a pack helps, unless one is on its way. */
export function buyMore(customer: Customer, at: number): void {
  if (customer.buying) return;
  customer.buying = true;
  const nickname = customer.random.weighted(PACKS);
  const onRegistered = () => {
    customer.buying = false;
  };
  const purchase = { offer: offerOf(customer.world, nickname), card: cardOf(customer, at), onRegistered };
  planPackPurchase(customer, purchase, at + customer.random.int(2, 180) * MINUTE);
}

function declinedOnce(customer: Customer, from: number, newCard: boolean): Pick<MembershipWish, 'declined'> {
  const { person, random } = customer;
  const renewal = random.int(1, Math.max(1, renewalsOf(customer, from) - 1));
  return { declined: { renewal, ...(newCard ? { newCard: issueCard(random, person.country, from) } : {}) } };
}

const early: NonNullable<Kind['signsUp']> = (world, random) =>
  Math.floor(world.start + 0.72 * (duringTheYear(world, random) - world.start));

const MONTHLY = [
  ['Basic, monthly', 3],
  ['Pro, monthly', 1],
] as const;

export const SUBSCRIBERS: readonly Kind[] = [
  { name: 'Basic, monthly', of300: 42, live: (customer, from) => member(customer, 'Basic, monthly', from) },
  { name: 'Pro, monthly', of300: 21, live: (customer, from) => member(customer, 'Pro, monthly', from) },
  { name: 'Basic, yearly', of300: 9, live: (customer, from) => member(customer, 'Basic, yearly', from) },
  { name: 'Pro, yearly', of300: 4, live: (customer, from) => member(customer, 'Pro, yearly', from) },
  {
    name: 'subscriber who also buys packs',
    of300: 22,
    live: (customer, from) => member(customer, customer.random.weighted(MONTHLY), from, { packs: true }),
  },
  {
    name: 'past due and recovered',
    of300: 6,
    signsUp: early,
    live: (customer, from) =>
      member(customer, customer.random.weighted(MONTHLY), from, declinedOnce(customer, from, true)),
  },
  {
    name: 'ended because nobody paid',
    of300: 6,
    signsUp: early,
    live: (customer, from) =>
      member(customer, customer.random.weighted(MONTHLY), from, declinedOnce(customer, from, false)),
  },
  {
    name: 'past due',
    of300: 7,
    signsUp: renewedDaysAgo(13, 2),
    live: (customer, from) =>
      member(customer, customer.random.weighted(MONTHLY), from, {
        declined: { renewal: renewalsOf(customer, from + HOUR) },
      }),
  },
  {
    name: 'cancelled',
    of300: 22,
    signsUp: early,
    live: (customer, from) => {
      const cancelsIn = customer.random.int(0, Math.max(0, renewalsOf(customer, from) - 2));
      member(customer, customer.random.weighted(MONTHLY), from, { cancelsIn });
    },
  },
  {
    name: 'cancelling at the end of the period',
    of300: 6,
    signsUp: renewedDaysAgo(27, 25),
    live: (customer, from) =>
      member(customer, customer.random.weighted(MONTHLY), from, {
        cancelsIn: renewalsOf(customer, from + HOUR),
      }),
  },
];
