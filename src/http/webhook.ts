import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express';
import { isLiveKey, storeEvent } from '../billing/index.js';
import { crashPoint } from '../platform/crash.js';
import type { HttpDeps } from './deps.js';
import { readSignedEvent } from './signed-event.js';

/** Stripe's events are a few kilobytes. */
const BODY_LIMIT = '1mb';

type WebhookDeps = Pick<HttpDeps, 'db' | 'config' | 'log' | 'stripe'>;

/**
 * `POST /webhooks/stripe`: 200 stored or already stored, 400 bad signature or body (`error` says what is wrong), 503 cannot
 * store now, and Stripe tries again. Mount it before anything that parses bodies: the signature is over the raw one.
 */
export function stripeWebhook(deps: WebhookDeps): Router {
  const raw = express.raw({ type: () => true, limit: BODY_LIMIT });
  return Router().post('/webhooks/stripe', raw, receive(deps), unreadable);
}

function receive({ db, config, log, stripe }: WebhookDeps): RequestHandler {
  const livemode = isLiveKey(config.STRIPE_SECRET_KEY);
  return async (req, res) => {
    const reading = readSignedEvent(stripe, {
      body: req.body,
      signature: req.get('stripe-signature'),
      secrets: config.STRIPE_WEBHOOK_SECRET,
    });
    if ('fault' in reading) return void res.status(400).json({ error: reading.fault });
    const { event } = reading;
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

/** Too large, or broken on the way: never a fault of ours, so never 5xx. */
const unreadable: ErrorRequestHandler = (error, _req, res, next) => {
  const status: unknown = error?.status;
  if (res.headersSent || typeof status !== 'number' || status >= 500) return next(error);
  res.status(status).json({ error: 'The body cannot be read.' });
};
