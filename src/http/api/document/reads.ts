import type { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { UnknownCustomer } from '../../../credits/index.js';
import { InsufficientScope } from '../errors.js';
import {
  BalanceAnswer,
  CustomerAnswer,
  EntryAnswer,
  pageOf,
  ServiceAnswer,
  UseAnswer,
} from '../v1/answers.js';
import {
  BalanceQuery,
  CustomerQuery,
  LedgerQuery,
  NOT_A_TIME,
  ServicesQuery,
  UsageQuery,
} from '../v1/requests.js';
import { ANYWHERE, answer, path, wrong } from './parts.js';
import { refusals } from './refusals.js';

export const findCustomer: ZodOpenApiOperationObject = {
  operationId: 'findCustomer',
  summary: 'Find a customer by email address',
  description: 'Scope `customers:read`.',
  requestParams: { query: CustomerQuery },
  responses: {
    '200': answer('The customer', CustomerAnswer),
    ...refusals(
      ...ANYWHERE,
      new InsufficientScope('customers:read'),
      new UnknownCustomer(),
      wrong('email', 'Invalid email address'),
    ),
  },
};

export const getBalance: ZodOpenApiOperationObject = {
  operationId: 'getBalance',
  summary: 'Balance, now or at a time',
  description:
    'Scope `balance:read`. Expired credits are gone at the instant; `by_type` adds up to `available`.',
  requestParams: { path, query: BalanceQuery },
  responses: {
    '200': answer('The balance', BalanceAnswer),
    ...refusals(
      ...ANYWHERE,
      new InsufficientScope('balance:read'),
      new UnknownCustomer(),
      wrong('at', NOT_A_TIME),
    ),
  },
};

export const listLedger = list(EntryAnswer, LedgerQuery, {
  operationId: 'listLedger',
  summary: 'Every movement of credits, newest first',
});

export const listUsage = list(UseAnswer, UsageQuery, {
  operationId: 'listUsage',
  summary: 'What was used, newest first',
});

export const listServices: ZodOpenApiOperationObject = {
  operationId: 'listServices',
  summary: 'Services and what they cost',
  description: 'Any key. The active services, by their names in the API.',
  requestParams: { query: ServicesQuery },
  responses: {
    '200': answer('A page; `next_cursor` is null on the last one', pageOf(ServiceAnswer)),
    ...refusals(...ANYWHERE, wrong('limit', 'Too big: expected number to be <=200')),
  },
};

function list(
  row: z.ZodType,
  query: z.ZodObject,
  described: Pick<ZodOpenApiOperationObject, 'operationId' | 'summary'>,
): ZodOpenApiOperationObject {
  return {
    ...described,
    description: 'Scope `usage:read`.',
    requestParams: { path, query },
    responses: {
      '200': answer('A page; `next_cursor` is null on the last one', pageOf(row)),
      ...refusals(
        ...ANYWHERE,
        new InsufficientScope('usage:read'),
        new UnknownCustomer(),
        wrong('limit', 'Too big: expected number to be <=200'),
      ),
    },
  };
}
