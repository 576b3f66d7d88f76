import type Stripe from 'stripe';
import { declineReason } from '../../../src/billing/index.js';
import { fromCredits } from '../../../src/credits/index.js';
import { formatMoney } from '../../../src/platform/money.js';
import type { Offer } from '../catalogue.js';
import type { Customer } from '../customer.js';
import type { PaymentRow } from '../rows.js';
import { iso } from '../time.js';
import { sentMail } from './mail.js';

type Bought = {
  charge: Stripe.Charge;
  offer: Offer;
  description: string;
  session?: Stripe.Checkout.Session;
  invoice?: string;
};

/** QuickScale hears of a charge and writes it down as a payment, as its projection would. */
export function registerPayment(
  customer: Customer,
  { charge, offer, ...bought }: Bought,
  at: number,
): PaymentRow {
  const { id, random, world } = customer;
  const paid = charge.status === 'succeeded';
  const card = charge.payment_method_details?.card;
  return world.book.insert('payments', {
    id: random.uuid(at),
    user_id: id,
    stripe_charge_id: charge.id,
    stripe_payment_intent_id: String(charge.payment_intent),
    stripe_checkout_session_id: bought.session?.id ?? null,
    stripe_invoice_id: bought.invoice ?? null,
    stripe_customer_id: String(charge.customer),
    kind: offer.kind,
    description: bought.description,
    price_id: offer.price_id,
    quantity: 1,
    status: paid ? 'succeeded' : 'failed',
    currency: charge.currency,
    amount_minor: charge.amount,
    received_minor: charge.amount_captured,
    credit_amount: paid ? fromCredits(offer.credits) : 0,
    failure_code: charge.failure_code,
    decline_code: charge.outcome?.reason ?? null,
    failure_message: charge.failure_message,
    card_brand: card?.brand ?? null,
    card_last4: card?.last4 ?? null,
    receipt_number: null,
    receipt_issued_at: null,
    paid_at: paid ? iso(charge.created * 1000) : null,
    created_at: iso(charge.created * 1000),
    registered_at: iso(at),
  });
}

/** A pack's credits never expire. */
export function grantPack(customer: Customer, payment: PaymentRow, at: number): void {
  customer.ledger.grant(
    {
      type: 'pay_as_you_go',
      amount: payment.credit_amount,
      source: 'payment',
      source_id: payment.stripe_charge_id,
      cause: 'payment',
      payment_id: payment.id,
    },
    at,
  );
}

/** The customer learns why a payment of his failed. */
export function mailFailure(customer: Customer, payment: PaymentRow, at: number): void {
  const { id, kind, amount_minor, currency, decline_code, failure_code } = payment;
  const variables = {
    amount: formatMoney(amount_minor, currency),
    ...declineReason(decline_code, failure_code),
    path: kind === 'subscription' ? '/billing' : '/pricing',
  };
  sentMail(customer, { template: 'payment-failed', variables, key: `payment-failed:${id}` }, at);
}
