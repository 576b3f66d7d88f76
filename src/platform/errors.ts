/**
 * The base of every error that a person or a caller caused and can act on. `code` is stable and part of the
 * API; `message` says what was wrong and what to do; `details` are extra members of the problem document.
 */
export class DomainError extends Error {
  readonly code: string = 'domain_error';
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}

/** Input that does not parse. `fields` maps a field's name to what is wrong with it. */
export class InvalidInput extends DomainError {
  override readonly code = 'invalid_request';
  readonly fields: Readonly<Record<string, string>>;

  constructor(fields: Readonly<Record<string, string>>) {
    super(
      Object.entries(fields)
        .map(([field, fault]) => `${field}: ${fault}`)
        .join('; '),
      { fields },
    );
    this.fields = fields;
  }
}

/** The thing named does not exist, or is not the caller's to see. */
export class NotFound extends DomainError {
  override readonly code: string = 'not_found';
}
