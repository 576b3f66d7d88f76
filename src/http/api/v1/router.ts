import { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type { HttpDeps } from '../../deps.js';
import { MethodNotAllowed } from '../errors.js';
import { authenticate, scope } from './authenticate.js';
import { BATCH_BODY_MAX, postBatch, spendsIn } from './batch.js';
import { jsonBody } from './body.js';
import { getBalance, getCustomer } from './customers.js';
import { postCapture, postHold, postRelease } from './holds.js';
import { getLedger, getServices, getUsage } from './lists.js';
import { rateLimits } from './rate-limit.js';
import { postReversal } from './reversals.js';
import { postSpend } from './spends.js';

/** The REST API for integrators, for mounting at /api/v1 before anything that parses bodies or opens sessions. */
export function apiV1({ db, log, spender }: Pick<HttpDeps, 'db' | 'log' | 'spender'>): Router {
  const router = Router().use(authenticate(db));
  const limit = rateLimits();
  const get = (path: string, ...handlers: RequestHandler[]) =>
    router
      .route(path)
      .get(...handlers)
      .all(only('GET'));
  const post = (path: string, ...handlers: Handlers) =>
    router
      .route(path)
      .post(...handlers)
      .all(only('POST'));

  post(
    '/spends/batch',
    jsonBody(BATCH_BODY_MAX),
    limit(spendsIn),
    scope('spend'),
    postBatch({ spender, log }),
  );
  router.use(limit(), jsonBody());
  get('/customers', scope('customers:read'), getCustomer(db));
  get('/customers/:id/balance', scope('balance:read'), getBalance(db));
  get('/customers/:id/ledger', scope('usage:read'), getLedger(db));
  get('/customers/:id/usage', scope('usage:read'), getUsage(db));
  get('/services', getServices(db));
  post('/customers/:id/spends', scope('spend'), postSpend(spender));
  post('/spends/:id/reversal', scope('reverse'), postReversal(db));
  post('/customers/:id/holds', scope('hold'), postHold(db));
  post('/holds/:id/capture', scope('hold'), postCapture(db));
  post('/holds/:id/release', scope('hold'), postRelease(db));
  return router;
}

type Handlers = (RequestHandler | (RequestHandler | ErrorRequestHandler)[])[];

function only(method: string): RequestHandler {
  return (_req, res) => {
    res.set('Allow', method);
    throw new MethodNotAllowed(method);
  };
}
