import { DomainError } from '../platform/errors.js';

/** The actor's role does not hold the permission. */
export class Forbidden extends DomainError {
  override readonly code = 'forbidden';

  constructor(role: string, permission: string) {
    super(`Your role (${role}) does not allow this (${permission}).`, { permission });
  }
}

/** Email and password do not belong together, whatever the reason: it never says which of the two is wrong. */
export class WrongCredentials extends DomainError {
  override readonly code = 'wrong_credentials';

  constructor() {
    super('The email address or the password is not right.');
  }
}

/** The password was right but the address is not confirmed yet. */
export class EmailNotVerified extends DomainError {
  override readonly code = 'email_not_verified';

  constructor() {
    super('Please confirm your email address first: we sent you a link.');
  }
}

/** The six digits or the recovery code are wrong, or were used before. */
export class WrongCode extends DomainError {
  override readonly code = 'wrong_code';

  constructor() {
    super('This code is not right, or it was used already. Wait for the next one.');
  }
}

/** Too many attempts; `retry_after_s` says when the next one counts. */
export class TooManyAttempts extends DomainError {
  override readonly code = 'too_many_attempts';
  readonly retry_after_s: number;

  constructor(retry_after_s: number) {
    const minutes = Math.ceil(retry_after_s / 60);
    super(`Too many attempts. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`, {
      retry_after_s,
    });
    this.retry_after_s = retry_after_s;
  }
}

/** A link from a mail that cannot be used; `why` decides what the page says. */
export class LinkRefused extends DomainError {
  override readonly code = 'link_refused';
  readonly why: 'unknown' | 'expired' | 'used';

  constructor(why: 'unknown' | 'expired' | 'used') {
    super(LINK_REFUSALS[why], { why });
    this.why = why;
  }
}

const LINK_REFUSALS = {
  unknown: 'This link is not complete or was replaced by a newer one.',
  expired: 'This link has expired.',
  used: 'This link was used already.',
} as const;

/** A money action needs the password and a code entered within the last minutes. */
export class ReauthenticationRequired extends DomainError {
  override readonly code = 'reauthentication_required';

  constructor() {
    super('Please confirm that it is you: enter your password and a code again.');
  }
}

/** A form that makes a key was sent again; the key was shown to the first sending only. */
export class ApiKeyMade extends DomainError {
  override readonly code = 'api_key_made';

  constructor() {
    super('This key was made already and is not shown again. Revoke it and make another if it was lost.');
  }
}

/** The bearer token is no API key, or a revoked or expired one. */
export class InvalidApiKey extends DomainError {
  override readonly code = 'invalid_api_key';

  constructor() {
    super('The API key is missing, unknown, expired or revoked.');
  }
}
