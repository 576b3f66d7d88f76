import compression from 'compression';
import express, { type Express, Router } from 'express';
import { accountPages, operatorPages } from './accounts/index.js';
import { apiDocs } from './api/docs.js';
import { apiV1 } from './api/v1/router.js';
import type { HttpDeps } from './deps.js';
import { errorPages, nothingHere, problemDocuments } from './error-answers.js';
import { health, type ReadinessCheck } from './health.js';
import type { Metrics } from './metrics.js';
import { readableUrl } from './middleware/readable-url.js';
import { formProtection, realm } from './middleware/realm.js';
import { requestId } from './middleware/request-id.js';
import { securityHeaders } from './middleware/security-headers.js';
import { SessionStore } from './middleware/sessions.js';
import { uploads } from './middleware/uploads.js';
import { portalPages } from './portal/index.js';
import { useViews } from './views.js';
import { stripeWebhook } from './webhook.js';

/**
 * All of HTTP in the order that keeps each part safe: what reads raw bodies comes before what parses them, and
 * sessions only where there are people.
 */
export function createApp(
  deps: HttpDeps,
  { checks = [], metrics }: { checks?: readonly ReadinessCheck[]; metrics?: Metrics } = {},
): { app: Express; close: () => Promise<void> } {
  const { config, log, extras } = deps;
  const store = new SessionStore(deps);
  const app = express().disable('x-powered-by').set('trust proxy', trustedProxies(config.TRUST_PROXY));
  app.locals.extras = extras;
  app.use(health({ checks, log }));
  if (metrics) app.use(metrics.observe);
  if (metrics && config.METRICS_PORT === undefined && config.NODE_ENV !== 'production') app.use(metrics.page);
  app.use(requestId(log), securityHeaders(config), readableUrl, compression());
  app.use(stripeWebhook(deps));
  useViews(app);
  app.use('/api', apis(deps, store), problemDocuments(log));
  app.use('/admin', backOffice(deps, store));
  app.use(portal(deps, store), nothingHere, errorPages(log, 'customer'));
  return { app, close: async () => store.close() };
}

/** A number of proxies, or their networks; none by default, so that nobody can make up his address. */
function trustedProxies(setting: string | undefined): number | string[] | false {
  if (setting === undefined) return false;
  return /^\d+$/.test(setting) ? Number(setting) : setting.split(',').map((network) => network.trim());
}

function apis(deps: HttpDeps, store: SessionStore): Router {
  return Router()
    .use(apiDocs(deps, realm(deps, store, 'customer')))
    .use('/v1', apiV1(deps))
    .use(nothingHere);
}

/** AdminJS reads bodies by itself, so the sign-in pages parse theirs only for their own paths. */
function backOffice(deps: HttpDeps, store: SessionStore): Router {
  const router = Router().use(realm(deps, store, 'operator'));
  router.use(['/login', '/logout', '/confirm'], formProtection(deps));
  router.use(operatorPages(deps));
  if (deps.extras?.operatorRouter) router.use(deps.extras.operatorRouter);
  if (deps.admin) router.use(deps.admin);
  // Nothing falls through to the portal: there the operator's session would count as a customer's.
  return router.use(nothingHere, errorPages(deps.log, 'operator'));
}

function portal(deps: HttpDeps, store: SessionStore): Router {
  const router = Router().use(realm(deps, store, 'customer'));
  router.use('/services', uploads());
  router.use(formProtection(deps), accountPages(deps));
  if (deps.extras?.router) router.use(deps.extras.router);
  return router.use(portalPages(deps));
}
