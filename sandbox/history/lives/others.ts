import { cardOf, planPackPurchase } from '../acts/buy-pack.js';
import { planAdjustment, planMessage, planNote, planRestriction } from '../acts/support.js';
import { planUsage } from '../acts/use-services.js';
import { issueCard, someDecline } from '../cards.js';
import type { Customer } from '../customer.js';
import { DAY, HOUR, MINUTE } from '../time.js';
import { offerOf } from '../world.js';
import { daysAgo, type Kind } from './kind.js';

/** Tries one card after the other, and none is paid. */
function onlyDeclined(customer: Customer, from: number): void {
  const { person, random, world } = customer;
  const offer = offerOf(world, random.pick(['500 credits', '1,000 credits']));
  const attempts = Array.from({ length: random.int(1, 3) }, () => ({
    card: issueCard(random, person.country, from),
    decline: someDecline(random),
  }));
  planPackPurchase(customer, { offer, declined: attempts }, from);
}

/** Stripe has his money, and QuickScale has never heard of it. */
function notRegistered(customer: Customer, from: number): void {
  const { world, random } = customer;
  const offer = offerOf(world, random.pick(['500 credits', '1,000 credits']));
  planPackPurchase(customer, { offer, card: cardOf(customer, from), missed: true }, from);
}

/** Looks around: a free service, and perhaps a payment page that is left again. */
function looksAround(customer: Customer, from: number): void {
  const { random, world } = customer;
  planUsage(customer, { daily: 4, growth: 0, through: 'portal', until: from + 20 * DAY }, from);
  if (random.chance(0.4))
    planPackPurchase(customer, { offer: offerOf(world, '500 credits') }, from + random.int(1, 30) * HOUR);
}

const GIFTS = [
  'Trial for a reference customer',
  'Conference voucher',
  'Goodwill after the outage',
  'Student project',
] as const;

/** Support gives credits to someone who has bought none. */
function presented(customer: Customer, from: number): void {
  const { random } = customer;
  const at = from + random.int(2, 60) * HOUR;
  const credits = random.pick([50, 100, 150, 200]);
  const expires_at = at + random.pick([30, 60, 90]) * DAY;
  const gift = { credits, expires_at, reason: random.pick(GIFTS), ticket: String(random.int(4000, 8700)) };
  planAdjustment(customer, { by: 'support', ...gift }, at);
  if (random.chance(0.3)) {
    const correction = {
      credits: -credits / 2,
      reason: 'Half of it was meant for a colleague',
      ticket: gift.ticket,
    };
    planAdjustment(customer, { by: 'finance', ...correction }, at + 40 * MINUTE);
  }
  planUsage(
    customer,
    { daily: random.int(3, 8), growth: 0, through: 'portal', until: expires_at },
    at + HOUR,
  );
}

/** Buys and uses until an operator stops it. */
function stopped(
  customer: Customer,
  from: number,
  kind: 'suspend' | 'freeze_spending',
  reason: string,
): void {
  const { random, world } = customer;
  const at = from + random.int(9, 16) * DAY;
  planPackPurchase(customer, { offer: offerOf(world, '500 credits'), card: cardOf(customer, from) }, from);
  planUsage(customer, { daily: 14, growth: 0, through: 'customer', until: at - DAY }, from + 10 * MINUTE);
  planRestriction(customer, { by: 'support', kind, reason, ticket: String(random.int(4000, 8700)) }, at);
  planNote(customer, { by: 'support', body: `${reason}. Waiting for an answer by mail.` }, at + 5 * MINUTE);
  const answered = { by: 'support', at: at + 5 * HOUR } as const;
  planMessage(customer, { body: 'Why can I not use my credits any more?', answered }, at + 3 * HOUR);
}

export const OTHERS: readonly Kind[] = [
  { name: 'declined', of300: 8, live: onlyDeclined },
  { name: 'charged but not registered', of300: 3, signsUp: daysAgo(12, 2), live: notRegistered },
  { name: 'given credits by support', of300: 8, live: presented },
  { name: 'unverified', of300: 9, unverified: true, live: () => undefined },
  { name: 'never bought', of300: 12, live: looksAround },
  {
    name: 'suspended',
    of300: 2,
    signsUp: daysAgo(140, 24),
    live: (customer, from) =>
      stopped(customer, from, 'suspend', 'Several cards of different people within a week'),
  },
  {
    name: 'spending frozen',
    of300: 2,
    signsUp: daysAgo(120, 24),
    live: (customer, from) => stopped(customer, from, 'freeze_spending', 'Key leaked to a public repository'),
  },
];
