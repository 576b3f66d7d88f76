import type AdminJS from 'adminjs';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { api } from './api.js';
import { assetAddresses, assets } from './assets.js';
import { guardedBoard } from './board.js';
import { type Bundle, ensureBundle } from './bundle.js';
import type { AdminDeps } from './deps.js';
import { downloads } from './downloads.js';
import { csrfTokenOf } from './guard/csrf.js';
import { withPagePolicy } from './guard/headers.js';
import { operatorOf } from './guard/operator.js';
import { answerRefusals } from './guard/refusal.js';
import { guard } from './guard.js';
import { openPages } from './pages/index.js';
import { createPanel, LOGIN_PATH, ROOT_PATH } from './panel.js';
import { renderShell } from './shell.js';
import { prismaSource } from './source.js';

export type { AdminDeps } from './deps.js';
export { BOARD_PATH } from './panel.js';

const PAGES = [
  '/',
  '/resources/:resourceId',
  '/resources/:resourceId/actions/:action',
  '/resources/:resourceId/records/:recordId/:action',
  '/pages/:pageName',
];

/**
 * The back office, to be mounted at /admin behind the session and before any body parser: AdminJS behind the guard,
 * with our own page around it. Operators sign in at /admin/login, which is not part of it.
 */
export async function createAdmin(deps: AdminDeps): Promise<Router> {
  const bundle = await ensureBundle();
  const panel = createPanel(deps, prismaSource(deps.db));
  const router = express.Router();
  router.use('/assets', assets(bundle));
  router.use('/queues', guardedBoard(deps, { loginPath: LOGIN_PATH }));
  router.use(guard(deps, { loginPath: LOGIN_PATH }));
  router.use('/api', api(panel, openPages(deps)));
  router.use('/downloads', downloads(deps));
  router.get(PAGES, page(panel, deps, bundle));
  router.use(answerRefusals(deps.log));
  return router;
}

function page(panel: AdminJS, { config, extras }: AdminDeps, bundle: Bundle): RequestHandler {
  const addresses = assetAddresses(ROOT_PATH, bundle);
  return async (req, res) => {
    const { actor: _, ...operator } = operatorOf(req);
    const html = await renderShell(panel, {
      operator,
      csrfToken: csrfTokenOf(req),
      nonce: withPagePolicy(res),
      assets: addresses,
      badge: extras?.badge,
      stripeDashboard: stripeDashboard(config),
      colourScheme: chosenColourScheme(req),
    });
    res.type('html').send(html);
  };
}

/** Where Stripe shows its own objects; nowhere when we talk to a stand-in. */
function stripeDashboard({ STRIPE_API_BASE, STRIPE_SECRET_KEY }: AdminDeps['config']): string | null {
  if (new URL(STRIPE_API_BASE).hostname !== 'api.stripe.com') return null;
  return `https://dashboard.stripe.com${STRIPE_SECRET_KEY.includes('_test_') ? '/test' : ''}`;
}

/** Light or dark by the cookie that the portal's switch sets; otherwise the system's. */
function chosenColourScheme(req: Request): 'light' | 'dark' | undefined {
  const chosen = /(?:^|;\s*)theme=(light|dark)(?:;|$)/.exec(req.headers.cookie ?? '')?.[1];
  return chosen === 'light' || chosen === 'dark' ? chosen : undefined;
}
