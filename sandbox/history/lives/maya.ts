import { MAYA } from '../../maya.js';
import { cardOf, planPackPurchase } from '../acts/buy-pack.js';
import { planRefund } from '../acts/refund.js';
import { signUp } from '../acts/sign-up.js';
import { planSubscription } from '../acts/subscribe.js';
import { planAdjustment, planMessage, planNote } from '../acts/support.js';
import { planUsage, planUse, planUseOfTheRest } from '../acts/use-services.js';
import { insufficientFunds, knownCard } from '../cards.js';
import type { Customer } from '../customer.js';
import { addMonths, DAY, HOUR, MINUTE, startOfDay } from '../time.js';
import { offerOf, type World } from '../world.js';

const RENEWALS = 8;

/** The days that her story hangs on. Times in milliseconds. */
type Days = { joined: number; renewed: number; yesterday: number };

/**
 * Pro by the month, a little over a week into the ninth month: 1,340 of its 2,000 credits are left, 650 of a pack of
 * 1,000 (100 used, 250 taken back with €9.00), and 100 that support gave. €20.00 in Stripe is not registered.
 */
export function liveAsMaya(world: World): Customer {
  const renewed = startOfDay(world.now - 8 * DAY) + 8 * HOUR + 10 * MINUTE;
  const joined = addMonths(renewed, -RENEWALS);
  const days = { joined, renewed, yesterday: startOfDay(world.now - DAY) };
  const customer = signUp(world, { person: MAYA, verifies: true }, joined - 26 * HOUR);
  const visa = knownCard('pm_card_visa', {
    last4: '4242',
    expires: new Date(world.now).getUTCFullYear() + 2,
  });
  customer.card = visa;
  planSubscription(customer, { offer: offerOf(world, 'Pro, monthly'), card: visa }, joined);
  planPackPurchase(
    customer,
    { offer: offerOf(world, '500 credits'), card: visa },
    addMonths(joined, 5) + 20 * DAY,
  );
  const outOfCredits = startOfDay(renewed - 12 * DAY) + 19 * HOUR + 53 * MINUTE;
  planUsage(
    customer,
    { daily: 82, growth: 0.3, through: 'company', until: startOfDay(outOfCredits) },
    joined + 10 * MINUTE,
  );
  planUseOfTheRest(customer, outOfCredits);
  planThousandCredits(customer, outOfCredits);
  planUse(customer, { slug: 'image-metadata', quantity: 6 }, outOfCredits + 3 * DAY - 317 * MINUTE);
  planUse(customer, { slug: 'text-sentiment', quantity: 40 }, outOfCredits + 7 * DAY - 202 * MINUTE);
  planThisMonth(customer, days);
  planSupport(customer, days);
  return customer;
}

/** Her other card has no money; the one that Stripe knows does. */
function planThousandCredits(customer: Customer, outOfCredits: number): void {
  const { world } = customer;
  const expires = new Date(world.now).getUTCFullYear() + 1;
  const mastercard = knownCard('pm_card_mastercard', {
    behavesAs: 'pm_card_chargeCustomerFail',
    last4: '0341',
    expires,
  });
  planPackPurchase(
    customer,
    {
      offer: offerOf(world, '1,000 credits'),
      card: cardOf(customer, outOfCredits),
      declined: [{ card: mastercard, decline: insufficientFunds() }],
      onRegistered: (payment, at) => {
        const reason = 'A quarter of the batch could not be read';
        planRefund(
          customer,
          { payment, amount_minor: 900, by: 'support', reason, ticket: '8790' },
          at + 15 * DAY + 1157 * MINUTE,
        );
      },
    },
    outOfCredits + 104 * MINUTE,
  );
}

/** 660 of this month's 2,000 credits. */
function planThisMonth(customer: Customer, { renewed, yesterday }: Days): void {
  planUse(customer, { slug: 'text-sentiment', quantity: 120 }, renewed + 28 * HOUR + 23 * MINUTE);
  planUse(customer, { slug: 'image-metadata', quantity: 14 }, renewed + 51 * HOUR + 41 * MINUTE);
  planUse(customer, { slug: 'thumbnail', quantity: 30 }, renewed + 52 * HOUR + 7 * MINUTE);
  planUse(customer, { slug: 'image-metadata', quantity: 20 }, renewed + 77 * HOUR + 33 * MINUTE);
  planUse(customer, { slug: 'text-sentiment', quantity: 80 }, renewed + 102 * HOUR - 12 * MINUTE);
  planUse(customer, { slug: 'image-metadata', quantity: 12 }, yesterday + 16 * HOUR + 20 * MINUTE);
}

function planSupport(customer: Customer, { renewed, yesterday }: Days): void {
  const { world } = customer;
  const given = yesterday + 11 * HOUR + 2 * MINUTE;
  const outage = {
    by: 'support',
    credits: 100,
    expires_at: given + 90 * DAY,
    reason: 'Outage on Friday',
    ticket: '8812',
  } as const;
  planNote(
    customer,
    { by: 'support', body: 'Prefers mail. Agency, three seats share this account.' },
    renewed - 42 * DAY + 134 * MINUTE,
  );
  planNote(
    customer,
    { by: 'finance', body: 'Asked for the VAT number on her receipts; answered.' },
    renewed - 20 * DAY + 261 * MINUTE,
  );
  planMessage(
    customer,
    {
      body: 'The image service answered nothing but errors all Friday afternoon, and our batch had to wait until Saturday. Can you look into it?',
      answered: { by: 'support', at: given + 6 * MINUTE },
    },
    given - 131 * MINUTE,
  );
  planAdjustment(customer, outage, given);
  const missed = { offer: offerOf(world, '500 credits'), card: cardOf(customer, given), missed: true };
  planPackPurchase(customer, missed, world.now - 95 * MINUTE);
  planMessage(
    customer,
    {
      body: 'I have bought 500 credits an hour ago. Stripe says that it is paid, but I do not see them here.',
    },
    world.now - 38 * MINUTE,
  );
}
