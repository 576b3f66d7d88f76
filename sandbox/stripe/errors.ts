/** The fields of Stripe's error object, as the API sends it. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  [field: string]: unknown;
}

interface ErrorTraits {
  /** The work done so far stands, as a declined charge does. */
  keepsWork?: boolean;
  /** The call never began, so its idempotency key stays free. */
  beforeWork?: boolean;
}

/** Any refusal the API answers with. `body` travels as `{ error: body }`. */
export class StripeApiError extends Error {
  readonly keepsWork: boolean;
  readonly beforeWork: boolean;

  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    traits: ErrorTraits = {},
  ) {
    super(body.message);
    this.keepsWork = traits.keepsWork ?? false;
    this.beforeWork = traits.beforeWork ?? false;
  }
}

export function invalidRequest(
  message: string,
  fields: Partial<ErrorBody> = {},
  traits: ErrorTraits = {},
): StripeApiError {
  return new StripeApiError(400, { type: 'invalid_request_error', message, ...fields }, traits);
}

export function missingParameter(param: string): StripeApiError {
  return invalidRequest(
    `Missing required param: ${param}.`,
    { code: 'parameter_missing', param },
    { beforeWork: true },
  );
}

export function unknownParameter(param: string): StripeApiError {
  return invalidRequest(
    `Received unknown parameter: ${param}`,
    { code: 'parameter_unknown', param },
    { beforeWork: true },
  );
}

/** `No such customer: 'cus_x'`. The status is 404 when the id came in the path and 400 when it came as a parameter. */
export function noSuch(noun: string, id: string, param = 'id'): StripeApiError {
  const status = param === 'id' ? 404 : 400;
  const message = `No such ${noun}: '${id}'`;
  return new StripeApiError(status, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message,
    param,
  });
}

export function cardError(body: Omit<ErrorBody, 'type'> & { message: string }): StripeApiError {
  return new StripeApiError(402, { ...body, type: 'card_error' }, { keepsWork: true });
}

export function idempotencyMismatch(key: string, reason: string): StripeApiError {
  const message = `Keys for idempotent requests can only be used ${reason}. Try using a key other than '${key}' if you meant to execute a different request.`;
  return new StripeApiError(400, { type: 'idempotency_error', message }, { beforeWork: true });
}

export function keyInUse(key: string): StripeApiError {
  const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`;
  return new StripeApiError(
    409,
    { type: 'idempotency_error', code: 'idempotency_key_in_use', message },
    { beforeWork: true },
  );
}

export function rateLimited(): StripeApiError {
  const message =
    'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.';
  return new StripeApiError(
    429,
    { type: 'invalid_request_error', code: 'rate_limit', message },
    { beforeWork: true },
  );
}

export function internalError(): StripeApiError {
  const message = 'An unknown error occurred while processing your request. Please try again.';
  return new StripeApiError(500, { type: 'api_error', message });
}

/** Where Stripe explains an error code. */
export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}

/** The whole answer for an error: adds the links that Stripe adds. */
export function errorEnvelope(error: StripeApiError, requestId: string): { error: ErrorBody } {
  const { code } = error.body;
  const explained = code ? { doc_url: docUrl(code) } : {};
  return {
    error: {
      ...error.body,
      ...explained,
      request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
    },
  };
}
