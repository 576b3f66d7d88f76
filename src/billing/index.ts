export { type BilledInvoice, billedInvoices } from './billing-history.js';
export { previewRegistration, type RegistrationPreview } from './by-hand/preview.js';
export { registerByHand } from './by-hand/register.js';
export {
  findUnregisteredCharges,
  type UnregisteredCharge,
  unregisteredChargesOf,
} from './by-hand/unregistered.js';
export { cardName } from './card-name.js';
export {
  type CatalogueFault,
  type CatalogueProduct,
  catalogue,
  catalogueFaults,
  type Offer,
  packForSale,
} from './catalogue.js';
export type { Outcome as CatalogueOutcome, Why as CatalogueWhy } from './catalogue-changes/carry-out.js';
export { changePrice, changeProduct } from './catalogue-changes/change.js';
export type { PriceChange, ProductChange } from './catalogue-changes/changes.js';
export * from './catalogue-changes/errors.js';
export { addPrice, type NewPrice } from './catalogue-changes/new-price.js';
export { createProduct, type NewProduct } from './catalogue-changes/new-product.js';
export {
  type CataloguePreview,
  type PriceEffect,
  previewNewPrice,
  previewPriceChange,
  previewProductChange,
} from './catalogue-changes/preview.js';
export { syncCatalogueNow } from './catalogue-changes/sync-now.js';
export { type ManagedPrice, type ManagedProduct, managedProduct } from './catalogue-changes/view.js';
export { CHECKOUT_QUANTITY_MAX, type CheckoutRequest, startCheckout } from './checkout.js';
export { type CheckoutStatus, checkoutStatus } from './checkout-status.js';
export { CREDIT_AMOUNT_MAX } from './credit-amount.js';
export { type DeclineReason, declineReason, declineToOperators } from './decline-reasons.js';
export type { BillingDeps } from './deps.js';
export { dismissEvent } from './dismiss-event.js';
export * from './errors.js';
export { tellExpiringCards } from './expiring-cards.js';
export { fetchMissedEvents } from './fetch-missed-events.js';
export { type Attempt, attemptsWithoutCharge } from './payment-attempts.js';
export {
  choosePaymentMethod,
  listPaymentMethods,
  type MethodChange,
  type PaymentMethodView,
  removePaymentMethod,
} from './payment-methods.js';
export {
  listPayments,
  type PaymentDispute,
  type PaymentRefund,
  type PaymentView,
  paymentById,
} from './payments.js';
export { previewRefund, type RefundPreview } from './preview-refund.js';
export { isFollowed } from './project/index.js';
export { issueReceipts } from './receipts.js';
export type { RefundLimit } from './refund-limits.js';
export { isLive, type KnownRefund, type RefundStatus } from './refund-progress.js';
export { type RefundRequest, requestRefund } from './refunds.js';
export { replayEvent } from './replay-event.js';
export { type SavingStatus, savingStatus, startSavingCard } from './save-card.js';
export { createStripe, isLiveKey, STRIPE_API_VERSION } from './stripe/client.js';
export { processEvent, storeEvent } from './stripe/inbox.js';
export { abandonedObjects, type ObjectRef, type ObjectType } from './stripe/mirror.js';
export { refresh } from './stripe/refresh.js';
export { runOperation } from './stripe/run-operation.js';
export { invoicePage, openStripePortal } from './stripe-pages.js';
export {
  type Draft,
  type Overdue,
  overdueOf,
  unbilledOf,
  unpaidChangeOf,
} from './subscriptions/awaited-payment.js';
export { type CreditsAtEnd, cancelNow, type EndNow } from './subscriptions/cancel-now.js';
export { cancelAtPeriodEnd, keepSubscription } from './subscriptions/cancellation.js';
export { changeUnderWay, type PlanChange } from './subscriptions/change.js';
export { changePlan, type PlanOffer, type PlanSwitch, type Timing } from './subscriptions/change-plan.js';
export * from './subscriptions/errors.js';
export { type InvoiceView, recentInvoices } from './subscriptions/invoices.js';
export { type NextInvoice, nextInvoiceOf } from './subscriptions/next-invoice.js';
export type { Step } from './subscriptions/next-step.js';
export type { OnBehalf } from './subscriptions/on-behalf.js';
export { type OtherCard, otherCardOf } from './subscriptions/other-card.js';
export { onlyStripeKnows, renews } from './subscriptions/plan-mail.js';
export { type PlanOffers, planOffers } from './subscriptions/plan-offers.js';
export { type CancellationPreview, previewCancellation } from './subscriptions/preview.js';
export { type PlanChangePreview, previewPlanChange } from './subscriptions/preview-change.js';
export { pauseSubscription, resumeSubscription } from './subscriptions/rest.js';
export {
  furtherSubscriptionsOf,
  livePlansOf,
  type PendingChange,
  type PlanTerms,
  type SubscriptionStatus,
  type SubscriptionView,
  subscriptionById,
  subscriptionOf,
} from './subscriptions/view.js';
export { type EventSweep, KEPT_DAYS, sweepEvents } from './sweep-events.js';
export { type CatalogueSync, syncCatalogue } from './sync-catalogue.js';
export { considerTopUp, sweepTopUps } from './top-up/consider.js';
export { switchOffTopUp, switchOnTopUp, type TopUpSettings } from './top-up/settings.js';
export { type TopUpAttempt, type TopUpView, topUpOf } from './top-up/view.js';
