import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi';
import {
  BalanceAnswer,
  CustomerAnswer,
  EntryAnswer,
  ProblemAnswer,
  pageOf,
  ReversalAnswer,
  ServiceAnswer,
  SpendAnswer,
  UseAnswer,
} from './v1/answers.js';
import {
  BalanceQuery,
  CustomerQuery,
  IdempotencyKey,
  LedgerQuery,
  ReversalBody,
  SpendBody,
  UsageQuery,
  Uuid,
} from './v1/requests.js';

const json = (schema: z.ZodType) => ({ 'application/json': { schema } });
const answer = (description: string, schema: z.ZodType) => ({ description, content: json(schema) });

/** A refusal: its status and the codes that its problem document may have. */
const problem = (...codes: string[]) => ({
  description: codes.map((code) => `\`${code}\``).join(', '),
  content: { 'application/problem+json': { schema: ProblemAnswer } },
});

const customer = z.object({ id: Uuid });
const replayed = { 'Idempotent-Replayed': { schema: { type: 'string' as const, enum: ['true'] } } };

const ALWAYS = {
  '401': problem('invalid_api_key'),
  '403': problem('insufficient_scope'),
  '429': problem('rate_limited'),
};
const MOVING = {
  ...ALWAYS,
  '400': problem('malformed_json', 'idempotency_key_missing'),
  '409': problem('idempotency_key_reused'),
  '413': problem('payload_too_large'),
  '415': problem('unsupported_media_type'),
  '422': problem('invalid_request'),
};

const findCustomer: ZodOpenApiOperationObject = {
  operationId: 'findCustomer',
  summary: 'Find a customer by email address',
  description: 'Scope `customers:read`.',
  requestParams: { query: CustomerQuery },
  responses: {
    '200': answer('The customer', CustomerAnswer),
    ...ALWAYS,
    '404': problem('unknown_customer'),
    '422': problem('invalid_request'),
  },
};

const getBalance: ZodOpenApiOperationObject = {
  operationId: 'getBalance',
  summary: 'Balance, now or at a time',
  description:
    'Scope `balance:read`. Expired credits are gone at the instant; `by_type` adds up to `available`.',
  requestParams: { path: customer, query: BalanceQuery },
  responses: {
    '200': answer('The balance', BalanceAnswer),
    ...ALWAYS,
    '404': problem('unknown_customer'),
    '422': problem('invalid_request'),
  },
};

const spend: ZodOpenApiOperationObject = {
  operationId: 'spend',
  summary: 'Spend credits on a service',
  description:
    'Scope `spend`. All or nothing: subscription credits first, soonest expiry first. A refusal is not kept: the same key may succeed later.',
  requestParams: { path: customer, header: z.object({ 'Idempotency-Key': IdempotencyKey }) },
  requestBody: { required: true, content: json(SpendBody) },
  responses: {
    '201': answer('The spend', SpendAnswer),
    '200': { ...answer('The same spend again: this key was used before', SpendAnswer), headers: replayed },
    ...MOVING,
    '402': problem('insufficient_credits'),
    '403': problem('insufficient_scope', 'account_suspended', 'spending_frozen'),
    '404': problem('unknown_customer', 'unknown_service'),
  },
};

const reverse: ZodOpenApiOperationObject = {
  operationId: 'reverse',
  summary: 'Give the credits of a failed run back',
  description:
    'Scope `reverse`, company keys only. Once per spend, to the grants that paid; what would return to an expired grant becomes promotional for 7 days.',
  requestParams: { path: z.object({ id: Uuid }), header: z.object({ 'Idempotency-Key': IdempotencyKey }) },
  requestBody: { required: false, content: json(ReversalBody) },
  responses: {
    '201': answer('The reversal', ReversalAnswer),
    '200': {
      ...answer('The same reversal again: this key was used before', ReversalAnswer),
      headers: replayed,
    },
    ...MOVING,
    '404': problem('unknown_spend'),
    '409': problem('idempotency_key_reused', 'already_reversed'),
  },
};

const list = (
  row: z.ZodType,
  query: z.ZodObject,
  described: Pick<ZodOpenApiOperationObject, 'operationId' | 'summary' | 'description'>,
): ZodOpenApiOperationObject => ({
  ...described,
  requestParams: { path: customer, query },
  responses: {
    '200': answer('A page; `next_cursor` is null on the last one', pageOf(row)),
    ...ALWAYS,
    '404': problem('unknown_customer'),
    '422': problem('invalid_request'),
  },
});

const listServices: ZodOpenApiOperationObject = {
  operationId: 'listServices',
  summary: 'Services and what they cost',
  description: 'Any key.',
  responses: { '200': answer('The active services', pageOf(ServiceAnswer)), ...ALWAYS },
};

export type ApiDocument = ReturnType<typeof openApiDocument>;

/** The OpenAPI 3.1 document of API v1, made from the schemas that parse its requests. */
export function openApiDocument() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'QuickScale API',
        version: '1',
        description:
          'Spend a customer’s credits from your own service. Credits are numbers with at most two decimals, times are RFC 3339 in UTC, errors are problem documents (RFC 9457) with a stable `code`.',
      },
      servers: [{ url: '/api/v1' }],
      security: [{ key: [] }],
      components: {
        securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: `qsk_…`.' } },
      },
      paths: {
        '/customers': { get: findCustomer },
        '/customers/{id}/balance': { get: getBalance },
        '/customers/{id}/spends': { post: spend },
        '/spends/{id}/reversal': { post: reverse },
        '/customers/{id}/ledger': {
          get: list(EntryAnswer, LedgerQuery, {
            operationId: 'listLedger',
            summary: 'Every movement of credits, newest first',
            description: 'Scope `usage:read`.',
          }),
        },
        '/customers/{id}/usage': {
          get: list(UseAnswer, UsageQuery, {
            operationId: 'listUsage',
            summary: 'What was used, newest first',
            description: 'Scope `usage:read`.',
          }),
        },
        '/services': { get: listServices },
      },
    },
    // The format says it; Zod's pattern for it is not for readers.
    {
      override: ({ jsonSchema }) => {
        if (jsonSchema.format) delete jsonSchema.pattern;
      },
    },
  );
}
