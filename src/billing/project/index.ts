import type { ObjectType } from '../stripe/mirror.js';
import { chargeProjection } from './charge.js';
import { checkoutSessionProjection } from './checkout-session.js';
import { creditNoteProjection } from './credit-note.js';
import { customerProjection } from './customer.js';
import { disputeProjection } from './dispute.js';
import { invoiceProjection } from './invoice.js';
import { invoicePaymentProjection } from './invoice-payment.js';
import { paymentIntentProjection } from './payment-intent.js';
import { paymentMethodProjection } from './payment-method.js';
import { priceProjection } from './price.js';
import { productProjection } from './product.js';
import { refundProjection } from './refund.js';
import { setupIntentProjection } from './setup-intent.js';
import { subscriptionProjection } from './subscription.js';
import { subscriptionScheduleProjection } from './subscription-schedule.js';

/** Every kind of object that we follow. An event about another kind is stored and ignored. */
export const PROJECTIONS = {
  customer: customerProjection,
  product: productProjection,
  price: priceProjection,
  'checkout.session': checkoutSessionProjection,
  payment_method: paymentMethodProjection,
  setup_intent: setupIntentProjection,
  payment_intent: paymentIntentProjection,
  charge: chargeProjection,
  refund: refundProjection,
  dispute: disputeProjection,
  subscription: subscriptionProjection,
  subscription_schedule: subscriptionScheduleProjection,
  invoice: invoiceProjection,
  invoice_payment: invoicePaymentProjection,
  credit_note: creditNoteProjection,
} satisfies Record<ObjectType, unknown>;

/** Whether objects of this kind are followed. */
export function isFollowed(type: string): type is ObjectType {
  return Object.hasOwn(PROJECTIONS, type);
}
