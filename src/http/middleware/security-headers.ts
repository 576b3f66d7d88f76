import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from '../../platform/config.js';

const STRIPE_API = 'https://api.stripe.com';
const STRIPE_PAGES = ['https://checkout.stripe.com', 'https://billing.stripe.com'];

/**
 * Headers of every page. No inline script and no foreign one; no frames. Forms may lead to Stripe's hosted pages,
 * because browsers apply `form-action` to where a form's answer redirects.
 */
export function securityHeaders(config: Config): RequestHandler {
  const secure = new URL(config.PUBLIC_URL).protocol === 'https:';
  const stripePages =
    config.STRIPE_API_BASE === STRIPE_API ? STRIPE_PAGES : [new URL(config.STRIPE_API_BASE).origin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'", ...stripePages],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    // Not 'no-referrer': with it browsers send `Origin: null` with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  });
}
