import type Stripe from 'stripe';
import type { CreditNote } from './credit-note.js';
import type { Invoice } from './invoice.js';
import type { InvoiceItem } from './invoice-item.js';
import type { Subscription } from './subscription.js';
import type { Schedule } from './subscription-schedule.js';

/** On the wire a decimal is text; the SDK turns it into its own `Decimal` class. */
export type Price = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string | null };

export interface EventDoc {
  id: string;
  object: 'event';
  api_version: string;
  created: number;
  data: { object: unknown; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: Stripe.Event.Request;
  type: Stripe.Event.Type;
}

/** What each stored type looks like. A new resource begins with a line here. */
export interface ObjectTypes {
  balance_transaction: Stripe.BalanceTransaction;
  charge: Stripe.Charge;
  'checkout.session': Stripe.Checkout.Session;
  'billing_portal.session': Stripe.BillingPortal.Session;
  credit_note: CreditNote;
  coupon: Stripe.Coupon;
  customer: Stripe.Customer;
  discount: Stripe.Discount;
  dispute: Stripe.Dispute;
  event: EventDoc;
  invoice: Invoice;
  invoice_payment: Stripe.InvoicePayment;
  invoiceitem: InvoiceItem;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  price: Price;
  product: Stripe.Product;
  promotion_code: Stripe.PromotionCode;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  subscription: Subscription;
  subscription_schedule: Schedule;
  webhook_endpoint: Stripe.WebhookEndpoint;
}

export type ObjectType = keyof ObjectTypes;
export type StripeObject = ObjectTypes[ObjectType];
/** What says when it was made as `created`: all but an invoice item and a discount. */
export type DatedObject = Exclude<StripeObject, InvoiceItem | Stripe.Discount>;
