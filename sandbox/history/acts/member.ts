import type Stripe from 'stripe';
import type { Subscription } from '../../stripe/objects/subscription.js';
import type { Card } from '../cards.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import { registerPayment } from '../quickscale/payment.js';
import { followInvoice, followSubscription, grantPeriod } from '../quickscale/subscription.js';
import type { PaymentRow, Tables } from '../rows.js';
import type { Session } from '../stripe/checkout.js';
import type { Bill } from '../stripe/invoice.js';
import type { Period } from '../stripe/subscription.js';
import { addMonths, dayAndMonth } from '../time.js';

export type MembershipWish = {
  offer: Offer;
  card: Card;
  /** The renewal (1 is the first) that the bank declines; with a new card it is paid after two attempts. */
  declined?: { renewal: number; newCard?: Card };
  /** Cancels in this period (0 is the first), with effect from its end. */
  cancelsIn?: number;
};

/** A customer with a subscription, on both sides. `anchor` is when its first period began, in milliseconds. */
export type Member = MembershipWish & {
  customer: Customer;
  subscription: Subscription;
  row: Tables['subscriptions'];
  anchor: number;
};

export function periodOf({ offer, anchor }: Pick<Member, 'offer' | 'anchor'>, number: number): Period {
  const months = offer.interval === 'year' ? 12 : 1;
  return { start: addMonths(anchor, number * months), end: addMonths(anchor, (number + 1) * months) };
}

export type Charged = {
  charge: Stripe.Charge;
  bill: Bill;
  invoice: Tables['invoices'];
  session?: Session;
};

/** QuickScale hears of a payment for a period: with the money come the period's credits. */
export function registerPeriod(
  member: Member,
  { charge, bill, invoice, session }: Charged,
  at: number,
): PaymentRow {
  const { customer, offer, row, subscription } = member;
  followSubscription(row, subscription, at);
  followInvoice(invoice, bill.invoice);
  const { start, end } = bill.period;
  const payment = registerPayment(
    customer,
    {
      charge,
      offer,
      description: `${offer.name}, ${dayAndMonth(start)} to ${dayAndMonth(end)}`,
      invoice: bill.invoice.id,
      ...(session ? { session } : {}),
    },
    at,
  );
  if (payment.status === 'succeeded') grantPeriod(customer, { bill, offer, payment }, at);
  return payment;
}
