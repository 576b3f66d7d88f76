import { createDocument } from 'zod-openapi';
import { captureHold, placeHold, releaseHold } from './document/holds.js';
import { findCustomer, getBalance, listLedger, listServices, listUsage } from './document/reads.js';
import { reverse, spend, spendBatch } from './document/spends.js';

export type ApiDocument = ReturnType<typeof openApiDocument>;

/** The OpenAPI 3.1 document of API v1, made from the schemas that parse its requests and the errors that it answers. */
export function openApiDocument() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'QuickScale API',
        version: '1',
        description:
          'Spend a customer’s credits from your own service. Credits are numbers with at most two decimals, times are RFC 3339 in UTC, errors are problem documents (RFC 9457) with a stable `code`. Other addresses answer 404 `not_found`, other methods 405 `method_not_allowed`, and what is no proper request 400 `bad_request`. Every POST may be sent again with the same keys: what was done is not done twice.',
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
        '/spends/batch': { post: spendBatch },
        '/spends/{id}/reversal': { post: reverse },
        '/customers/{id}/holds': { post: placeHold },
        '/holds/{id}/capture': { post: captureHold },
        '/holds/{id}/release': { post: releaseHold },
        '/customers/{id}/ledger': { get: listLedger },
        '/customers/{id}/usage': { get: listUsage },
        '/services': { get: listServices },
      },
    },
    // What Zod says of a format's pattern and of the range of integers is not for readers.
    {
      override: ({ jsonSchema }) => {
        if (jsonSchema.format) delete jsonSchema.pattern;
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      },
    },
  );
}
