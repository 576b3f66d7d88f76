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

/** A connected account's: its object is none of ours, and our key could not read it. */
export class EventOfAnotherAccount extends DomainError {
  override readonly code = 'event_of_another_account';

  constructor() {
    super('This event is of another account at Stripe, so there is nothing to do for it here.');
  }
}

/** It is worked on still, or done: only what was given up can be put aside. */
export class EventNotGivenUp extends DomainError {
  override readonly code = 'event_not_given_up';

  constructor() {
    super('Only an event that was given up can be dismissed.');
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

/** The charge is a payment by now, or its discrepancy was closed, or Stripe has not taken the money. */
export class NothingToRegister extends DomainError {
  override readonly code = 'nothing_to_register';

  constructor() {
    super('There is nothing to register any more: look at the customer’s payments.');
  }
}

/** It paid an invoice: what that bills is Stripe's to say, and whose it is shows in its customer there. */
export class PaysInvoice extends DomainError {
  override readonly code = 'pays_invoice';

  constructor(invoice: string, customer: string | null) {
    super(
      `It paid invoice ${invoice}, so Stripe says what it was for. Write our customer’s id into the metadata of ${customer ?? 'its customer'} there, as user_id: then it is registered by itself.`,
    );
  }
}

/** The price is withdrawn, faulty, or of a kind that this checkout does not sell. */
export class NotForSale extends DomainError {
  override readonly code = 'not_for_sale';

  constructor() {
    super('This is not for sale at the moment. Please choose another.');
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
