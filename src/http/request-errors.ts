import { DomainError } from '../platform/errors.js';

/** A request that is no proper HTTP request of ours: an address or a body that cannot be read. */
export class BadRequest extends DomainError {
  override readonly code = 'bad_request';
}

/** A form must be sent as forms are. */
export class UnsupportedMediaType extends DomainError {
  override readonly code = 'unsupported_media_type';
}

/** Another site's page made the browser send this. */
export class ForeignRequest extends DomainError {
  override readonly code = 'foreign_request';

  constructor() {
    super('This request did not come from our own pages, so nothing was done.');
  }
}

/** The page that the form stood on is older than the session. */
export class FormExpired extends DomainError {
  override readonly code = 'form_expired';

  constructor() {
    super('This page had been open for too long, so nothing was done.');
  }
}

/** The page is for people who are signed in. */
export class SignInRequired extends DomainError {
  override readonly code = 'sign_in_required';

  constructor() {
    super('Please sign in first.');
  }
}
