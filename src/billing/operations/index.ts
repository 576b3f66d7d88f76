import { changeSubscription } from './change-subscription.js';
import { chooseDefault } from './choose-default.js';
import { createCheckoutSession } from './create-checkout-session.js';
import { createCustomer } from './create-customer.js';
import { createPrice } from './create-price.js';
import { createProduct } from './create-product.js';
import { createRefund } from './create-refund.js';
import { createSetupSession } from './create-setup-session.js';
import { createTopUp } from './create-top-up.js';
import { detachPaymentMethod } from './detach-payment-method.js';
import { updatePrice } from './update-price.js';
import { updateProduct } from './update-product.js';

/** Every kind of operation, by the name in stripe_operations.kind. */
export const OPERATION_KINDS = {
  'customer.create': createCustomer,
  'checkout.session.create': createCheckoutSession,
  'checkout.session.setup': createSetupSession,
  'payment_method.choose': chooseDefault,
  'payment_method.detach': detachPaymentMethod,
  'payment_intent.top_up': createTopUp,
  'price.create': createPrice,
  'price.update': updatePrice,
  'product.create': createProduct,
  'product.update': updateProduct,
  'refund.create': createRefund,
  'subscription.change': changeSubscription,
} as const;
