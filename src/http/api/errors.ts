import { DomainError } from '../../platform/errors.js';

export class MalformedJson extends DomainError {
  override readonly code = 'malformed_json';

  constructor() {
    super('The body is not valid JSON.');
  }
}

export class UnsupportedMediaType extends DomainError {
  override readonly code = 'unsupported_media_type';

  constructor() {
    super('Send the body as application/json in UTF-8.');
  }
}

export class IdempotencyKeyMissing extends DomainError {
  override readonly code = 'idempotency_key_missing';

  constructor() {
    super('This call moves credits: send an Idempotency-Key header, a new one for each new request.');
  }
}

/** Member: scope, the one that the key lacks. */
export class InsufficientScope extends DomainError {
  override readonly code = 'insufficient_scope';

  constructor(scope: string) {
    super(`This API key may not do this: it lacks the scope "${scope}".`, { scope });
  }
}

export class MethodNotAllowed extends DomainError {
  override readonly code = 'method_not_allowed';

  constructor(allowed: string) {
    super(`Only ${allowed} is possible here.`, { allowed });
  }
}

/** Member: retry_after_s. */
export class RateLimited extends DomainError {
  override readonly code = 'rate_limited';

  constructor(retry_after_s: number) {
    super(`Too many calls with this key. Try again in ${retry_after_s} s.`, { retry_after_s });
  }
}
