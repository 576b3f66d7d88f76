import type { Customer } from '../customer.js';
import { registerInvoice, registerSubscription } from '../quickscale/subscription.js';
import { payIntent } from '../stripe/charge.js';
import { completeSession, type Session } from '../stripe/checkout.js';
import { keepCard, typeInCard } from '../stripe/customer.js';
import { billPeriod, settleInvoice } from '../stripe/invoice.js';
import { beginSubscription } from '../stripe/subscription.js';
import { SECOND } from '../time.js';
import { heardAfter } from './buy-pack.js';
import { type MembershipWish, periodOf, registerPeriod } from './member.js';
import { openCheckout } from './open-checkout.js';
import { planRenewals } from './renew.js';

/** A customer goes to Checkout for a plan, pays its first period, and is renewed from then on. */
export function planSubscription(customer: Customer, wish: MembershipWish, at: number): void {
  const { agenda, random } = customer;
  agenda.plan(at, () => {
    const { session } = openCheckout(customer, wish, at);
    const paid = at + random.int(50, 160) * SECOND;
    agenda.follow(paid, () => join(customer, wish, session, paid));
  });
}

function join(customer: Customer, wish: MembershipWish, session: Session, at: number): void {
  const anchor = Math.floor(at / SECOND) * SECOND;
  const period = periodOf({ ...wish, anchor }, 0);
  const method = typeInCard(customer, wish.card, at);
  keepCard(customer, method, at);
  const subscription = beginSubscription(customer, wish.offer, period);
  const bill = billPeriod(customer, { subscription, period, reason: 'subscription_create' }, at);
  const charge = payIntent(customer, bill.intent, method, at);
  settleInvoice(customer, bill, at);
  completeSession(customer, session, { subscription: subscription.id, invoice: bill.invoice.id }, at);
  customer.agenda.follow(at + heardAfter(customer), (now) => {
    const row = registerSubscription(customer, { subscription, offer: wish.offer }, now);
    const invoice = registerInvoice(customer, { invoice: bill.invoice, subscription_id: row.id }, now);
    const member = { ...wish, customer, subscription, row, anchor };
    registerPeriod(member, { charge, bill, invoice, session }, now);
    planRenewals(member);
  });
}
