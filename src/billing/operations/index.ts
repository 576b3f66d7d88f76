import { createCheckoutSession } from './create-checkout-session.js';
import { createCustomer } from './create-customer.js';
import { createRefund } from './create-refund.js';

/** Every kind of operation, by the name in stripe_operations.kind. */
export const OPERATION_KINDS = {
  'customer.create': createCustomer,
  'checkout.session.create': createCheckoutSession,
  'refund.create': createRefund,
} as const;
