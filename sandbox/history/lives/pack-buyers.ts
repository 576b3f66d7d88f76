import { cardOf, type Purchase, planPackPurchase } from '../acts/buy-pack.js';
import { planDispute } from '../acts/dispute.js';
import { planRefund } from '../acts/refund.js';
import { planUsage } from '../acts/use-services.js';
import { issueCard, someDecline } from '../cards.js';
import type { Customer } from '../customer.js';
import { DAY, HOUR, MINUTE } from '../time.js';
import { offerOf } from '../world.js';
import { daysAgo, duringTheYear, type Kind } from './kind.js';
import { buyMore, PACKS } from './subscribers.js';

/** Buys a pack, now and then after a card that is declined. */
function buyFirst(customer: Customer, from: number, onRegistered?: Purchase['onRegistered']): void {
  const { person, random, world } = customer;
  const offer = offerOf(world, random.weighted(PACKS));
  const card = cardOf(customer, from);
  const declined = random.chance(0.12)
    ? [{ card: issueCard(random, person.country, from), decline: someDecline(random) }]
    : [];
  planPackPurchase(customer, { offer, card, declined, ...(onRegistered ? { onRegistered } : {}) }, from);
}

function use(
  customer: Customer,
  daily: number,
  from: number,
  more: { until?: number; buysMore?: boolean } = {},
): void {
  const through = customer.random.weighted([
    ['company', 4],
    ['customer', 2],
    ['portal', 3],
  ] as const);
  const { buysMore = false, ...until } = more;
  const onEmpty = buysMore ? { onEmpty: (at: number) => buyMore(customer, at) } : {};
  planUsage(customer, { daily, growth: 0.6, through, ...until, ...onEmpty }, from + 10 * MINUTE);
}

const REASONS = [
  'Bought the wrong pack',
  'Did not need the credits after all',
  'Thumbnails came out blurred, promised by phone',
  'Charged twice by mistake of the customer',
  'Goodwill after the outage',
] as const;

/** Support gives the money back, or some of it; now and then it is done in Stripe's dashboard. */
function refunded(customer: Customer, from: number, share: () => number): void {
  const { random } = customer;
  buyFirst(customer, from, (payment, at) => {
    const here = random.chance(0.8);
    const amount_minor = Math.max(100, Math.round((payment.amount_minor * share()) / 100) * 100);
    const by = here
      ? { by: 'support' as const, reason: random.pick(REASONS), ticket: String(random.int(4000, 8700)) }
      : {};
    const policy = here && random.chance(0.2) ? ('keep' as const) : ('unused' as const);
    planRefund(customer, { payment, amount_minor, policy, ...by }, at + random.int(20, 9 * 24) * HOUR);
  });
  use(customer, random.int(4, 22), from);
}

/** The bank takes the money back, at least for a while. */
function disputed(
  customer: Customer,
  from: number,
  outcome: 'won' | 'lost' | undefined,
  daily: number,
): void {
  const { random } = customer;
  const buysMore = random.chance(0.5);
  buyFirst(customer, from, (payment, at) => {
    const reason = random.pick(['fraudulent', 'product_not_received', 'general'] as const);
    planDispute(customer, { payment, reason, ...(outcome ? { outcome } : {}) }, at + random.int(4, 9) * DAY);
  });
  use(customer, daily, from, { buysMore });
}

const longAgo: NonNullable<Kind['signsUp']> = (world, random) =>
  Math.min(duringTheYear(world, random), world.now - random.int(60, 150) * DAY);

export const PACK_BUYERS: readonly Kind[] = [
  {
    name: 'buys pack after pack',
    of300: 46,
    live: (customer, from) => {
      buyFirst(customer, from);
      use(customer, customer.random.int(8, 34), from, { buysMore: true });
    },
  },
  {
    name: 'bought once',
    of300: 36,
    live: (customer, from) => {
      buyFirst(customer, from);
      use(customer, customer.random.int(2, 9), from);
    },
  },
  { name: 'refunded', of300: 9, live: (customer, from) => refunded(customer, from, () => 1) },
  {
    name: 'partly refunded',
    of300: 9,
    live: (customer, from) =>
      refunded(customer, from, () => customer.random.pick([0.2, 0.25, 0.4, 0.5, 0.75])),
  },
  {
    name: 'dispute open',
    of300: 3,
    signsUp: daysAgo(30, 13),
    live: (customer, from) => disputed(customer, from, undefined, 12),
  },
  {
    name: 'dispute won',
    of300: 3,
    signsUp: longAgo,
    live: (customer, from) => disputed(customer, from, 'won', 10),
  },
  {
    name: 'dispute lost',
    of300: 4,
    signsUp: longAgo,
    live: (customer, from) => disputed(customer, from, 'lost', 60),
  },
];
