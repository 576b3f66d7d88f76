import { z } from 'zod';
import { DomainError, InvalidInput, NotFound } from '../platform/errors.js';

/**
 * The one table from a domain error's code to an HTTP status. What is not in it is 404 for a NotFound, and else 422:
 * understood, and refused.
 */
const STATUS: Readonly<Record<string, number>> = {
  bad_request: 400,
  malformed_json: 400,
  idempotency_key_missing: 400,
  wrong_credentials: 401,
  wrong_code: 401,
  sign_in_required: 401,
  invalid_api_key: 401,
  insufficient_credits: 402,
  forbidden: 403,
  insufficient_scope: 403,
  refunds_blocked: 403,
  email_not_verified: 403,
  foreign_request: 403,
  form_expired: 403,
  reauthentication_required: 403,
  needs_approval: 403,
  account_suspended: 403,
  spending_frozen: 403,
  method_not_allowed: 405,
  api_key_made: 409,
  email_taken: 409,
  checkout_over: 409,
  not_for_sale: 409,
  nothing_to_register: 409,
  pays_invoice: 409,
  not_refundable: 409,
  payment_method_busy: 409,
  subscription_busy: 409,
  plan_changed_meanwhile: 409,
  plan_change_refused: 409,
  plan_change_partly_made: 409,
  plan_change_repeated: 409,
  plan_change_under_way: 503,
  idempotency_key_reused: 409,
  already_reversed: 409,
  already_subscribed: 409,
  debt_below: 409,
  hold_not_open: 409,
  link_refused: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  too_many_attempts: 429,
  rate_limited: 429,
  stripe_refused: 502,
  stripe_unavailable: 503,
};
const REFUSED = 422;
const MISSING = 404;

/** An error as the outside sees it; `details` are extra members of a problem document. */
export type Problem = {
  status: number;
  code: string;
  message: string;
  details: Readonly<Record<string, unknown>>;
};

/** What to answer to an error. Anything that nobody expected is a 500 that tells nothing of its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof z.ZodError) return problemOf(new InvalidInput(fieldFaults(error)));
  if (error instanceof DomainError) {
    const { code, message, details } = error;
    const status = STATUS[code] ?? (error instanceof NotFound ? MISSING : REFUSED);
    return { status, code, message, details };
  }
  return problemOfRequest(error) ?? problemOfDatabase(error) ?? UNEXPECTED;
}

const UNEXPECTED: Problem = {
  status: 500,
  code: 'internal_error',
  message: 'Something went wrong on our side. Nothing is lost: please try again.',
  details: {},
};

/** What Express and its body parsers throw: their `status` says that the request was at fault. */
function problemOfRequest(error: unknown): Problem | undefined {
  const status = (error as { status?: unknown } | undefined)?.status;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  const code = status === 413 ? 'payload_too_large' : status === 404 ? 'not_found' : 'bad_request';
  return { status, code, message: REQUEST_FAULTS[status] ?? 'The request could not be read.', details: {} };
}

const REQUEST_FAULTS: Readonly<Record<number, string>> = {
  404: 'There is nothing here.',
  413: 'This is too large.',
  415: 'This kind of content is not taken here.',
};

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ENOTFOUND',
  '53300',
  '57P01',
  '57P02',
  '57P03',
]);

function problemOfDatabase(error: unknown): Problem | undefined {
  if (!UNREACHABLE.has(String((error as { code?: unknown } | undefined)?.code))) return undefined;
  return {
    status: 503,
    code: 'unavailable',
    message: 'We cannot answer right now. Please try again in a moment.',
    details: { retry_after_s: 1 },
  };
}

/** zod's findings as one sentence per field, the first of each. */
export function fieldFaults(error: z.ZodError): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const issue of error.issues) faults[issue.path.join('.') || 'body'] ??= issue.message;
  return faults;
}
