import { billingTimers } from './billing/timers.js';
import type { Includables } from './expand.js';
import { list } from './lists.js';
import { balanceTransactionRoutes } from './resources/balance-transactions.js';
import { chargeRoutes } from './resources/charges.js';
import { checkoutSessionRoutes, checkoutTimers, lineItemsOf } from './resources/checkout-sessions.js';
import { couponRoutes } from './resources/coupons.js';
import { creditNoteRoutes } from './resources/credit-notes.js';
import { customerRoutes } from './resources/customers.js';
import { disputeActionRoutes, disputeTimers } from './resources/dispute-actions.js';
import { disputeRoutes } from './resources/disputes.js';
import { eventRoutes } from './resources/events.js';
import { invoiceActionRoutes } from './resources/invoice-actions.js';
import { invoiceAttachRoutes } from './resources/invoice-attach.js';
import { invoiceDraftRoutes } from './resources/invoice-drafts.js';
import { invoiceItemRoutes } from './resources/invoice-items.js';
import { invoicePaymentRoutes } from './resources/invoice-payments.js';
import { invoicePreviewRoutes } from './resources/invoice-preview.js';
import { invoiceRoutes } from './resources/invoices.js';
import { paymentIntentRoutes } from './resources/payment-intents.js';
import { paymentMethodRoutes } from './resources/payment-methods.js';
import { paymentPageRoutes } from './resources/payment-pages.js';
import { portalSessionRoutes } from './resources/portal-sessions.js';
import { priceRoutes } from './resources/prices.js';
import { productRoutes } from './resources/products.js';
import { promotionCodeRoutes } from './resources/promotion-codes.js';
import { refundRoutes, refundTimers } from './resources/refunds.js';
import { setupIntentRoutes } from './resources/setup-intents.js';
import { subscriptionItemRoutes } from './resources/subscription-items.js';
import { subscriptionScheduleRoutes } from './resources/subscription-schedules.js';
import { subscriptionRoutes } from './resources/subscriptions.js';
import { webhookEndpointRoutes } from './resources/webhook-endpoints.js';
import type { Route } from './route.js';
import type { TimerKinds } from './timers.js';

/** Every call the API answers. A new resource adds its routes, its timers and its includable fields here. */
export const ROUTES: Route[] = [
  ...balanceTransactionRoutes,
  ...chargeRoutes,
  ...checkoutSessionRoutes,
  ...couponRoutes,
  ...creditNoteRoutes,
  ...customerRoutes,
  ...portalSessionRoutes,
  ...disputeRoutes,
  ...disputeActionRoutes,
  ...eventRoutes,
  ...invoicePreviewRoutes,
  ...invoiceActionRoutes,
  ...invoiceAttachRoutes,
  ...invoiceDraftRoutes,
  ...invoiceItemRoutes,
  ...invoicePaymentRoutes,
  ...invoiceRoutes,
  ...paymentIntentRoutes,
  ...paymentMethodRoutes,
  ...paymentPageRoutes,
  ...priceRoutes,
  ...productRoutes,
  ...promotionCodeRoutes,
  ...refundRoutes,
  ...setupIntentRoutes,
  ...subscriptionRoutes,
  ...subscriptionItemRoutes,
  ...subscriptionScheduleRoutes,
  ...webhookEndpointRoutes,
];

export const TIMERS: TimerKinds = {
  ...billingTimers,
  ...checkoutTimers,
  ...disputeTimers,
  ...refundTimers,
};

export const INCLUDABLES: Includables = {
  'charge.refunds': (call, charge) =>
    list(call, 'refund', `/v1/charges/${String(charge.id)}/refunds`, {}, { charge: String(charge.id) }),
  'invoice.payments': (call, invoice) =>
    list(call, 'invoice_payment', '/v1/invoice_payments', {}, { invoice: String(invoice.id) }),
  'checkout.session.line_items': (call, session) => lineItemsOf(call, { id: String(session.id) }),
};
