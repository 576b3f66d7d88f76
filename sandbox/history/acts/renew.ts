import { type Card, someDecline } from '../cards.js';
import { mailFailure } from '../quickscale/payment.js';
import { followSubscription, registerInvoice } from '../quickscale/subscription.js';
import type { Tables } from '../rows.js';
import { declineIntent, payIntent } from '../stripe/charge.js';
import { declineFromNowOn, keepCard, typeInCard } from '../stripe/customer.js';
import { type Bill, billPeriod, failInvoice, settleInvoice } from '../stripe/invoice.js';
import { cancelAtPeriodEnd, endSubscription, fallPastDue, moveOn, recover } from '../stripe/subscription.js';
import { DAY, HOUR } from '../time.js';
import { heardAfter } from './buy-pack.js';
import { type Member, periodOf, registerPeriod } from './member.js';

/** Days after a declined attempt until the next one; after the last, Stripe gives up. */
const RETRY_DAYS = [3, 5, 7];
const ATTEMPTS_BEFORE_NEW_CARD = 2;

/** Plans what happens in the first period and at its end. */
export function planRenewals(member: Member): void {
  planPeriod(member, 0);
}

function planPeriod(member: Member, number: number): void {
  const { customer, cancelsIn } = member;
  const { agenda, random } = customer;
  const { start, end } = periodOf(member, number);
  if (cancelsIn === number) {
    const asked = start + Math.floor((end - start) * (0.3 + 0.5 * random.next()));
    agenda.plan(asked, () => {
      cancelAtPeriodEnd(customer, member.subscription, asked);
      heard(member, asked);
    });
  }
  agenda.plan(end, () => {
    if (cancelsIn === number) finish(member, end);
    // A renewal is drafted, and paid an hour later: one that the year cuts in two is left to Stripe as a whole.
    else if (end + HOUR < customer.world.now) renew(member, number + 1);
  });
}

function finish(member: Member, at: number): void {
  endSubscription(member.customer, member.subscription, 'cancellation_requested', at);
  heard(member, at);
}

/** QuickScale hears that the subscription has changed. */
function heard(member: Member, at: number): void {
  const { agenda } = member.customer;
  agenda.follow(at + heardAfter(member.customer), (now) =>
    followSubscription(member.row, member.subscription, now),
  );
}

type Due = { number: number; bill: Bill; invoice: Tables['invoices']; attempt: number };

/** The period begins at once; its invoice is a draft for an hour, then Stripe tries to have it paid. */
function renew(member: Member, number: number): void {
  const { customer, subscription, row } = member;
  const { agenda } = customer;
  const period = periodOf(member, number);
  moveOn(customer, subscription, period);
  heard(member, period.start);
  agenda.plan(period.start + HOUR, (at) => {
    const bill = billPeriod(customer, { subscription, period, reason: 'subscription_cycle' }, at);
    const invoice = registerInvoice(customer, { invoice: bill.invoice, subscription_id: String(row.id) }, at);
    collect(member, { number, bill, invoice, attempt: 0 }, at);
  });
}

function collect(member: Member, due: Due, at: number): void {
  const { declined } = member;
  const hasNewCard = declined?.newCard !== undefined && due.attempt >= ATTEMPTS_BEFORE_NEW_CARD;
  if (declined?.newCard && hasNewCard) replaceCard(member, declined.newCard, at);
  if (declined?.renewal === due.number && !hasNewCard) refused(member, due, at);
  else paid(member, due, at);
}

function replaceCard({ customer, subscription }: Member, card: Card, at: number): void {
  keepCard(customer, typeInCard(customer, card, at), at);
  subscription.default_payment_method = customer.method?.id ?? null;
}

function paid(member: Member, due: Due, at: number): void {
  const { customer, subscription } = member;
  const charge = payIntent(customer, due.bill.intent, methodOf(member), at);
  settleInvoice(customer, due.bill, at);
  recover(customer, subscription, at);
  customer.agenda.follow(at + heardAfter(customer), (now) => {
    registerPeriod(member, { charge, ...due }, now);
    planPeriod(member, due.number);
  });
}

function refused(member: Member, due: Due, at: number): void {
  const { customer, declined, subscription } = member;
  const { agenda, random } = customer;
  const { bill, invoice, attempt } = due;
  if (!declined?.newCard) declineFromNowOn(customer);
  const charge = declineIntent(customer, bill.intent, {
    method: methodOf(member),
    decline: someDecline(random),
    at,
  });
  const wait = RETRY_DAYS[attempt];
  const next = wait === undefined ? null : at + wait * DAY;
  failInvoice(customer, bill, next, at);
  fallPastDue(customer, subscription, at);
  if (next === null) endSubscription(customer, subscription, 'payment_failed', at);
  else agenda.plan(next, () => collect(member, { ...due, attempt: attempt + 1 }, next));
  agenda.follow(at + heardAfter(customer), (now) =>
    mailFailure(customer, registerPeriod(member, { charge, bill, invoice }, now), now),
  );
}

function methodOf({ customer }: Member) {
  if (!customer.method) throw new Error(`${customer.person.email} has no card to renew with`);
  return customer.method;
}
