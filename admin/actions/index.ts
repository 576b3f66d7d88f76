import type { Action } from 'adminjs';
import type { AdminDeps } from '../deps.js';
import { adjustCreditsOfCustomer, previewAdjustmentOfCredits } from './adjust-credits.js';
import { previewRefundOfPayment, refundPayment } from './refund-payment.js';
import { showCustomer } from './show-customer.js';
import { undoAdjustmentOfCustomer } from './undo-adjustment.js';
import { verifyAudit } from './verify-audit.js';

type Actions = Readonly<Record<string, Readonly<Record<string, Partial<Action<never>>>>>>;

/** The actions that each resource has beyond its list and records, by resource and name. */
export function openActions(deps: AdminDeps): Actions {
  return {
    customers: {
      show: showCustomer(deps),
      previewAdjustment: previewAdjustmentOfCredits(deps),
      adjustCredits: adjustCreditsOfCustomer(deps),
      undoAdjustment: undoAdjustmentOfCustomer(deps),
    },
    payments: { previewRefund: previewRefundOfPayment(deps), refund: refundPayment(deps) },
    audit: { verify: verifyAudit(deps) },
  };
}
