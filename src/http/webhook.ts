import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import type Stripe from 'stripe';
import { isLiveKey, storeEvent } from '../billing/index.js';
import { crashPoint } from '../platform/crash.js';
import type { HttpDeps } from './deps.js';

/** Stripe's events are a few kilobytes. */
const BODY_LIMIT = '1mb';

type WebhookDeps = Pick<HttpDeps, 'db' | 'config' | 'log' | 'stripe'>;

/**
 * `POST /webhooks/stripe`: 200 stored or already stored, 400 bad signature or body, 503 cannot store, and Stripe
 * tries again. Mount it before anything that parses bodies: the signature is over the raw one.
 */
export function stripeWebhook(deps: WebhookDeps): Router {
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT });
  return Router().post('/webhooks/stripe', raw, receive(deps), unreadable);
}

function receive({ db, config, log, stripe }: WebhookDeps): RequestHandler {
  const livemode = isLiveKey(config.STRIPE_SECRET_KEY);
  return async (req, res) => {
    const event = verified(stripe, {
      body: req.body,
      signature: req.get('stripe-signature'),
      secrets: config.STRIPE_WEBHOOK_SECRET,
    });
    if (!event) return void res.status(400).json({ error: 'The signature does not fit the body.' });
    if (event.livemode !== livemode) {
      return void res
        .status(400)
        .json({ error: `This installation is in ${livemode ? 'live' : 'test'} mode.` });
    }
    try {
      const stored = await storeEvent(db, event);
      crashPoint('webhook.stored');
      res.json({ received: true, stored });
    } catch (error) {
      log.error({ err: error, event: event.id }, 'event not stored');
      res.status(503).json({ error: 'The event cannot be stored now.' });
    }
  };
}

interface Signed {
  body: unknown;
  signature: string | undefined;
  secrets: readonly string[];
}

/** The event, when one of the secrets signed it: there are several while they are rotated. */
function verified(stripe: Stripe, { body, signature, secrets }: Signed): Stripe.Event | undefined {
  if (!Buffer.isBuffer(body) || !signature) return undefined;
  for (const secret of secrets) {
    try {
      const event = stripe.webhooks.constructEvent(body, signature, secret);
      if (isEvent(event)) return event;
    } catch {
      // Signed with another secret, too old, or no JSON: the next secret may fit, in the end none does.
    }
  }
  return undefined;
}

function isEvent(event: Stripe.Event): boolean {
  const object: unknown = event?.data?.object;
  return (
    /^evt_/.test(event.id) &&
    typeof event.type === 'string' &&
    isUnixSeconds(event.created) &&
    typeof object === 'object' &&
    object !== null &&
    'object' in object
  );
}

/** Up to the year 9999, which is where PostgreSQL's and our dates agree. */
function isUnixSeconds(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 253_402_300_800;
}

/** Too large, or broken on the way: never a fault of ours, so never 5xx. */
const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
  const status: unknown = error?.status;
  if (res.headersSent || typeof status !== 'number' || status >= 500) return next(error);
  res.status(status).json({ error: 'The body cannot be read.' });
};
