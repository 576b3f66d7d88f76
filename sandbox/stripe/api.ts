import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import express, { type Express, type Request, type Response } from 'express';
import type { Call, World } from './call.js';
import { transact } from './call.js';
import { errorEnvelope, internalError, invalidRequest, rateLimited, StripeApiError } from './errors.js';
import { expand, expandPaths } from './expand.js';
import { type Fault, takeFault } from './faults.js';
import { decodeForm, type FormMap } from './form.js';
import { type Answer, fingerprintOf, keepAnswer, takeKey } from './idempotency.js';
import { newId } from './ids.js';
import { API_VERSION } from './objects/event.js';
import { parseParams } from './params.js';
import type { PathIds, Route } from './route.js';
import { INCLUDABLES, ROUTES } from './routes.js';

const KEY_MAX = 255;
/** How long a delayed answer is held back after its work is done: longer than a caller in a test waits. */
const DELAY_MS = 5000;
/** What may happen to the answer of any call. `delay` is an event's fault, and a call's where its path is named. */
const ANSWER_FAULTS: Fault[] = ['400', '429', '500', '500-before', 'cut', 'delay', 'timeout'];

/** Serves `/v1`: every call is one transaction that holds its changes, its events and its idempotent answer. */
export function mountApi(app: Express, world: World): void {
  app.use('/v1', express.text({ type: () => true, limit: '1mb' }));
  for (const route of ROUTES) {
    app[route.method](route.path, (request, response) => serve(world, route, request, response));
  }
  app.use('/v1', (request, response) => {
    const url = `${request.method}: ${request.originalUrl.split('?')[0]}`;
    const message = `Unrecognized request URL (${url}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`;
    refuse(response, new StripeApiError(404, { type: 'invalid_request_error', message }), newId('req'));
  });
}

async function serve(world: World, route: Route, request: Request, response: Response): Promise<void> {
  const requestId = newId('req');
  try {
    authenticate(request, world.secretKey);
    checkVersion(request);
    const { path, method } = request;
    const fault = await takeFault(world.pool, ANSWER_FAULTS, { path, method });
    if (fault === '400') throw invalidRequest('The sandbox was told to refuse this call.');
    if (fault === '429') throw rateLimited();
    if (fault === '500-before') throw internalError();
    const answer = await perform(world, route, request, requestId, fault === '500');
    if (fault === 'delay') await setTimeout(DELAY_MS);
    // The caller has to lose patience; a caller that does so is gone, and nobody is left to answer.
    if (fault === 'timeout') return void (response.closed || (await once(response, 'close')));
    if (fault === 'cut') request.socket.destroy();
    else send(response, answer, requestId, method === 'POST' ? keyOf(request) : null);
  } catch (error) {
    if (!(error instanceof StripeApiError))
      console.error('simulated Stripe:', request.method, request.path, error);
    refuse(response, error instanceof StripeApiError ? error : internalError(), requestId);
  }
}

type Reply = Answer & { replayOf?: string };

function perform(
  world: World,
  route: Route,
  request: Request,
  requestId: string,
  breaks: boolean,
): Promise<Reply> {
  const given = decodeForm(formOf(request));
  const form = request.get('stripe-version') === undefined ? inOlderWords(given) : given;
  const key = request.method === 'POST' ? keyOf(request) : null;
  const origin = { request: { id: requestId, idempotency_key: key } };
  const fingerprint = fingerprintOf(request.path, form);
  return transact(world, origin, async (call) => {
    const replay = key === null ? null : await takeKey(call, key, fingerprint);
    if (replay) return { ...replay, replayOf: replay.requestId };
    const done = await run(call, route, form, request.params as PathIds, requestId);
    const answer = breaks ? { status: 500, body: errorEnvelope(internalError(), requestId) } : done;
    if (key !== null) await keepAnswer(call, key, fingerprint, answer);
    return answer;
  });
}

/** Runs the route. An error becomes the answer, and its work is undone unless the error says that it stands. */
async function run(
  call: Call,
  route: Route,
  form: FormMap,
  ids: PathIds,
  requestId: string,
): Promise<Answer> {
  const { expand: expansion, ...rest } = form;
  const params = parseParams(route.params, rest);
  await call.tx.query('savepoint work');
  try {
    const paths = expandPaths(expansion);
    const object = await route.run(call, params, ids);
    return { status: 200, body: await expand(call, object, paths, INCLUDABLES) };
  } catch (error) {
    if (!(error instanceof StripeApiError) || error.beforeWork) throw error;
    if (!error.keepsWork) await call.tx.query('rollback to savepoint work');
    return { status: error.status, body: errorEnvelope(error, requestId) };
  }
}

/**
 * A call that names no version speaks its account's older one, as Stripe's command line does: payments by card could
 * be asked for by `payment_method_types`, which is what happens here anyway, and a customer be given a card as `source`.
 */
function inOlderWords({ payment_method_types: types, source, ...rest }: FormMap): FormMap {
  const isCard = Array.isArray(types) && types.length === 1 && types[0] === 'card';
  return {
    ...rest,
    ...(types === undefined || isCard ? {} : { payment_method_types: types }),
    ...(source ? { payment_method: source, invoice_settings: { default_payment_method: source } } : {}),
  };
}

function formOf(request: Request): string {
  const query = request.originalUrl.split('?')[1] ?? '';
  const body: unknown = request.body;
  return [query, typeof body === 'string' ? body : ''].filter(Boolean).join('&');
}

function keyOf(request: Request): string | null {
  const key = request.get('idempotency-key');
  if (key && key.length > KEY_MAX)
    throw invalidRequest('Idempotency keys may be at most 255 characters long.');
  return key ?? null;
}

function authenticate(request: Request, secretKey: string): void {
  const [scheme = '', credentials = ''] = (request.get('authorization') ?? '').split(' ');
  const basic = Buffer.from(credentials, 'base64').toString().split(':')[0] ?? '';
  const key = scheme.toLowerCase() === 'basic' ? basic : credentials;
  if (key === secretKey) return;
  const message = key
    ? `Invalid API Key provided: ${key.slice(0, 8)}${'*'.repeat(8)}${key.slice(-4)}`
    : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";
  throw new StripeApiError(401, { type: 'invalid_request_error', message }, { beforeWork: true });
}

function checkVersion(request: Request): void {
  const version = request.get('stripe-version');
  if (version === undefined || version === API_VERSION) return;
  throw invalidRequest(`Invalid Stripe API version: ${version}`, {}, { beforeWork: true });
}

function send(response: Response, answer: Reply, requestId: string, key: string | null): void {
  if (key) response.set('idempotency-key', key);
  if (answer.replayOf) response.set({ 'idempotent-replayed': 'true', 'original-request': answer.replayOf });
  // The key keeps a 500, so the same call would only get it again. A read has none.
  if (key && answer.status >= 500) response.set('stripe-should-retry', 'false');
  response
    .set({ 'request-id': requestId, 'stripe-version': API_VERSION })
    .status(answer.status)
    .json(answer.body);
}

function refuse(response: Response, error: StripeApiError, requestId: string): void {
  response
    .set({ 'request-id': requestId, 'stripe-version': API_VERSION })
    .status(error.status)
    .json(errorEnvelope(error, requestId));
}
