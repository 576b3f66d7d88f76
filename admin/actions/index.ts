import type { Action } from 'adminjs';
import type { AdminDeps } from '../deps.js';
import { adjustCreditsOfCustomer, previewAdjustmentOfCredits } from './adjust-credits.js';
import { createCompanyKey, revokeKey } from './api-keys.js';
import { changeCostOfService, showService } from './change-service-cost.js';
import { markMessageAs } from './mark-message.js';
import { endOverrideOfCustomer, startOverrideOfCustomer } from './overrides.js';
import { changePriceAtStripe, previewChangeOfPrice } from './prices.js';
import {
  addPriceAtStripe,
  changeProductAtStripe,
  createProductAtStripe,
  previewChangeOfProduct,
  previewPriceOfProduct,
  showProduct,
  syncProducts,
} from './products.js';
import { previewRefundOfPayment, refundPayment } from './refund-payment.js';
import { previewRegistrationOfCharge, registerCharge } from './register-payment.js';
import { showCustomer } from './show-customer.js';
import { showLedger } from './show-ledger.js';
import { dismissStripeEvent, fetchMissedStripeEvents, replayStripeEvent } from './stripe-events.js';
import {
  changeSubscriptionOfCustomer,
  previewEndOfSubscription,
  previewPlanOfCustomer,
} from './subscriptions.js';
import { undoAdjustmentOfCustomer } from './undo-adjustment.js';
import { verifyAudit } from './verify-audit.js';
import { writeOffDebtOfCustomer } from './write-off-debt.js';

type Actions = Readonly<Record<string, Readonly<Record<string, Partial<Action<never>>>>>>;

/** The actions that each resource has beyond its list and records, by resource and name. */
export function openActions(deps: AdminDeps): Actions {
  return {
    customers: {
      show: showCustomer(deps),
      ledger: showLedger(deps),
      previewAdjustment: previewAdjustmentOfCredits(deps),
      adjustCredits: adjustCreditsOfCustomer(deps),
      undoAdjustment: undoAdjustmentOfCustomer(deps),
      writeOffDebt: writeOffDebtOfCustomer(deps),
      previewEnd: previewEndOfSubscription(deps),
      previewPlan: previewPlanOfCustomer(deps),
      changeSubscription: changeSubscriptionOfCustomer(deps),
      startOverride: startOverrideOfCustomer(deps),
      endOverride: endOverrideOfCustomer(deps),
    },
    discrepancies: {
      previewRegistration: previewRegistrationOfCharge(deps),
      register: registerCharge(deps),
    },
    messages: { answered: markMessageAs(deps, true), reopen: markMessageAs(deps, false) },
    payments: { previewRefund: previewRefundOfPayment(deps), refund: refundPayment(deps) },
    products: {
      show: showProduct(deps),
      create: createProductAtStripe(deps),
      sync: syncProducts(deps),
      previewChange: previewChangeOfProduct(deps),
      change: changeProductAtStripe(deps),
      previewPrice: previewPriceOfProduct(deps),
      addPrice: addPriceAtStripe(deps),
    },
    prices: { previewChange: previewChangeOfPrice(deps), change: changePriceAtStripe(deps) },
    services: { show: showService(deps), changeCost: changeCostOfService(deps) },
    'api-keys': { create: createCompanyKey(deps), revoke: revokeKey(deps) },
    'stripe-events': {
      fetchMissed: fetchMissedStripeEvents(deps),
      replay: replayStripeEvent(deps),
      dismiss: dismissStripeEvent(deps),
    },
    audit: { verify: verifyAudit(deps) },
  };
}
