import { DomainError, NotFound } from '../platform/errors.js';
import { formatMoney } from '../platform/money.js';

/** Stripe could not be reached or did not answer; what was asked is resolved later by itself. */
export class StripeUnavailable extends DomainError {
  override readonly code = 'stripe_unavailable';

  constructor() {
    super(
      'The payment provider does not answer at the moment. Nothing was charged; please try again in a minute.',
    );
  }
}

/** Stripe refused what was asked, for good. */
export class StripeRefused extends DomainError {
  override readonly code = 'stripe_refused';
}

export class UnknownPayment extends NotFound {
  override readonly code = 'unknown_payment';

  constructor() {
    super('There is no such payment.');
  }
}

export class UnknownInvoice extends NotFound {
  override readonly code = 'unknown_invoice';

  constructor() {
    super('There is no such invoice, or no page of it.');
  }
}

export class UnknownEvent extends NotFound {
  override readonly code = 'unknown_event';

  constructor() {
    super('There is no such event.');
  }
}

/** Members: type, object_type. */
export class EventNotFollowed extends DomainError {
  override readonly code = 'event_not_followed';

  constructor({ type, object_type }: { type: string; object_type: string }) {
    const why = `it is not followed when it is about a ${object_type}, or it names none that could be read.`;
    super(`There is nothing to do for ${type}: ${why}`, { type, object_type });
  }
}

export class UnknownCheckout extends NotFound {
  override readonly code = 'unknown_checkout';

  constructor() {
    super('There is no such checkout.');
  }
}

export class UnknownPaymentMethod extends NotFound {
  override readonly code = 'unknown_payment_method';

  constructor() {
    super('There is no such card.');
  }
}

/** An earlier change of the customer's cards is not through yet. */
export class PaymentMethodBusy extends DomainError {
  override readonly code = 'payment_method_busy';

  constructor() {
    super('The last change is not through yet. Please try again in a minute.');
  }
}

/** The price is withdrawn, faulty, or of a kind that this checkout does not sell. */
export class NotForSale extends DomainError {
  override readonly code = 'not_for_sale';

  constructor() {
    super('This is not for sale at the moment. Please choose another.');
  }
}

export class NoSubscription extends NotFound {
  override readonly code = 'no_subscription';

  constructor() {
    super('No plan is running.');
  }
}

/** An earlier change of the customer's plan is not through yet. */
export class SubscriptionBusy extends DomainError {
  override readonly code = 'subscription_busy';

  constructor() {
    super('The last change is not through yet. Please try again in a minute.');
  }
}

/** The plan is another one by now than the asker saw: renewed, changed or ended, here or at Stripe. */
export class PlanChangedMeanwhile extends DomainError {
  override readonly code = 'plan_changed_meanwhile';

  constructor() {
    super('The plan has changed meanwhile, so nothing was done. Look at it again, and then choose.');
  }
}

/** A change of several calls was refused after the first of them; the message says what those did. */
export class PlanChangePartlyMade extends DomainError {
  override readonly code = 'plan_change_partly_made';
}

/** The same form was sent before, and what it asked for has been changed since. */
export class PlanChangeRepeated extends DomainError {
  override readonly code = 'plan_change_repeated';

  constructor() {
    super(
      'This was sent before, and the plan has been changed since: nothing was done again. Look at it as it is now.',
    );
  }
}

/** Stripe did not say what became of a change: it is asked until it does. */
export class PlanChangeUnderWay extends DomainError {
  override readonly code = 'plan_change_under_way';

  constructor() {
    super(
      'The payment provider does not answer at the moment. Your change is not lost: we ask again until we know what became of it, and you need not send it once more.',
    );
  }
}

/** What the plan's state does not allow now; the message says what to do first. */
export class PlanChangeRefused extends DomainError {
  override readonly code = 'plan_change_refused';
}

/** One plan each. */
export class AlreadySubscribed extends DomainError {
  override readonly code = 'already_subscribed';

  constructor() {
    super('You have a plan already, so nothing was bought. You find it on your subscription page.');
  }
}

/** A checkout that was begun with the same form and is over. */
export class CheckoutOver extends DomainError {
  override readonly code = 'checkout_over';

  constructor() {
    super('This checkout is over. Please start again.');
  }
}

/** The same form was sent before with other contents. */
export class FormKeyReused extends DomainError {
  override readonly code = 'idempotency_key_reused';

  constructor() {
    super('This form was already sent with other contents. Reload the page and start again.');
  }
}

/** `refundable_minor` is what is left; 0 also while a dispute forbids refunds or nothing was received. */
export class NotRefundable extends DomainError {
  override readonly code = 'not_refundable';

  constructor({ refundable_minor, currency }: { refundable_minor: number; currency: string }) {
    super(
      refundable_minor === 0
        ? 'Nothing of this payment can be refunded.'
        : `Only ${formatMoney(refundable_minor, currency)} of this payment can still be refunded.`,
      { refundable_minor, currency },
    );
  }
}

/** An override blocks refunds to this customer. */
export class RefundsBlocked extends DomainError {
  override readonly code = 'refunds_blocked';

  constructor(reason: string) {
    super(`Refunds to this customer are blocked: ${reason}`);
  }
}

/** Above what this operator may do alone; `who_may` names the roles whose limits allow it. */
export class RefundAboveLimit extends DomainError {
  override readonly code = 'needs_approval';

  constructor(message: string, details: { limit_minor: number; who_may: readonly string[] }) {
    super(message, details);
  }
}

/** An earlier change of the same product or of its prices is not through yet. */
export class CatalogueBusy extends DomainError {
  override readonly code = 'catalogue_busy';

  constructor() {
    super('An earlier change of this product is not through yet. Try again in a minute.');
  }
}

/** A product of the same name waits for its first price. Member: product_id. */
export class ProductUnfinished extends DomainError {
  override readonly code = 'product_unfinished';

  constructor(product_id: string) {
    super('There is one of this name already that has no price. Open it to add a price, or archive it.', {
      product_id,
    });
  }
}

/** What an operator asked for is made in part, and the rest refused; the message says which, and what to do. Member: product_id, if known. */
export class CatalogueChangePartlyMade extends DomainError {
  override readonly code = 'catalogue_change_partly_made';
}
