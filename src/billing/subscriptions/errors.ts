import { DomainError, NotFound } from '../../platform/errors.js';

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
