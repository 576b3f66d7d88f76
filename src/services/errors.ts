import { DomainError } from '../platform/errors.js';

/** The run failed and its credits were given back. `message` is for the customer. */
export class ServiceRunFailed extends DomainError {
  override readonly code = 'service_run_failed';
}
