import Stripe from 'stripe';
import type { Config } from '../../platform/config.js';

/** The version that the SDK's types describe; the webhook endpoint is pinned to it too. */
export const STRIPE_API_VERSION = '2026-10-28.endive';

const TIMEOUT_MS = 10_000;

/** A read changes nothing, so the SDK may repeat it by itself. */
export const READ = { maxNetworkRetries: 2 } as const;

/**
 * The Stripe client. It never repeats a write by itself: an operation's row decides that (stripe/operations.ts).
 * `STRIPE_API_BASE` points it elsewhere than Stripe.
 */
export function createStripe(config: Pick<Config, 'STRIPE_SECRET_KEY' | 'STRIPE_API_BASE'>): Stripe {
  const base = new URL(config.STRIPE_API_BASE);
  const protocol = base.protocol === 'http:' ? 'http' : 'https';
  return new Stripe(config.STRIPE_SECRET_KEY, {
    apiVersion: STRIPE_API_VERSION,
    host: base.hostname,
    port: base.port || (protocol === 'http' ? 80 : 443),
    protocol,
    timeout: TIMEOUT_MS,
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** Whether the key moves real money. */
export function isLiveKey(key: string): boolean {
  return key.split('_')[1] === 'live';
}
