import { DomainError, NotFound } from '../platform/errors.js';
import { formatCredits, toCredits } from './units.js';

/** More was asked than is available. Members, in credits: needed, available, debt. */
export class InsufficientCredits extends DomainError {
  override readonly code = 'insufficient_credits';

  /** All three in hundredths. */
  constructor({ needed, available, debt }: { needed: number; available: number; debt: number }) {
    super(`This needs ${formatCredits(needed)} credits and ${formatCredits(available)} are available.`, {
      needed: toCredits(needed),
      available: toCredits(available),
      debt: toCredits(debt),
    });
  }
}

/** The same idempotency key came with another request. */
export class IdempotencyKeyReused extends DomainError {
  override readonly code = 'idempotency_key_reused';

  constructor() {
    super('This idempotency key was used for another request. Use a new key for a new request.');
  }
}

export class AccountSuspended extends DomainError {
  override readonly code = 'account_suspended';

  constructor() {
    super('This account is suspended.');
  }
}

export class SpendingFrozen extends DomainError {
  override readonly code = 'spending_frozen';

  constructor() {
    super('Spending is frozen for this account.');
  }
}

export class UnknownCustomer extends NotFound {
  override readonly code = 'unknown_customer';

  constructor() {
    super('There is no such customer.');
  }
}

export class UnknownService extends NotFound {
  override readonly code = 'unknown_service';

  constructor(service: string) {
    super(`There is no active service "${service}".`);
  }
}

export class UnknownSpend extends NotFound {
  override readonly code = 'unknown_spend';

  constructor() {
    super('There is no such spend.');
  }
}

export class UnknownHold extends NotFound {
  override readonly code = 'unknown_hold';

  constructor() {
    super('There is no such hold.');
  }
}

const ENDED = {
  captured: 'This hold was captured already.',
  released: 'This hold was released already.',
  lapsed: 'This hold has lapsed: its credits went back.',
} as const;

/** A hold ends once. Member: hold_status, how it ended. */
export class HoldNotOpen extends DomainError {
  override readonly code = 'hold_not_open';

  constructor(status: keyof typeof ENDED) {
    super(ENDED[status], { hold_status: status });
  }
}

/** A spend is reversed once. Member: spend, its id. */
export class AlreadyReversed extends DomainError {
  override readonly code = 'already_reversed';

  constructor(spend: string) {
    super('The credits of this spend were given back already.', { spend });
  }
}

/** Above what this operator may adjust alone. Members: limit (credits), per (time or day), who_may (roles). */
export class AdjustmentAboveLimit extends DomainError {
  override readonly code = 'needs_approval';

  /** `limit` in hundredths. */
  constructor({ limit, per, who_may }: { limit: number; per: 'time' | 'day'; who_may: readonly string[] }) {
    const others =
      who_may.length > 0 ? `Ask someone with the role ${who_may.join(' or ')}.` : 'Nobody may do more.';
    super(`You may adjust ${formatCredits(limit)} credits a ${per}. ${others}`, {
      limit: toCredits(limit),
      per,
      who_may,
    });
  }
}

export class UnknownAdjustment extends NotFound {
  override readonly code = 'unknown_adjustment';

  constructor() {
    super('There is no such adjustment.');
  }
}

/** Credits given cannot be taken back once they are used. Members, in credits: given, left. */
export class AdjustmentSpent extends DomainError {
  override readonly code = 'adjustment_spent';

  /** Both in hundredths. */
  constructor({ amount, remaining }: { amount: number; remaining: number }) {
    super(
      `Only ${formatCredits(remaining)} of the ${formatCredits(amount)} credits given are left: the others are used or have expired.`,
      {
        given: toCredits(amount),
        left: toCredits(remaining),
      },
    );
  }
}

/** More was to be written off than is owed. Members, in credits: asked, debt. */
export class DebtBelow extends DomainError {
  override readonly code = 'debt_below';

  /** Both in hundredths. */
  constructor({ asked, debt }: { asked: number; debt: number }) {
    super(
      debt === 0
        ? 'Nothing is owed.'
        : `${formatCredits(debt)} credits are owed, and ${formatCredits(asked)} were to be written off.`,
      { asked: toCredits(asked), debt: toCredits(debt) },
    );
  }
}
