import express, { type Router } from 'express';
import type { HttpDeps } from '../deps.js';
import { aboutPage } from './about.js';
import { apiKeyPages } from './api-keys.js';
import { contactPages } from './contact.js';
import { creditsPage } from './credits.js';
import { dashboardPage } from './dashboard.js';

/** The public site and the portal. Needs the customer realm and form protection in front (middleware/realm.ts). */
export function portalPages(deps: HttpDeps): Router {
  return express
    .Router()
    .use(aboutPage(), contactPages(deps))
    .use(dashboardPage(deps), creditsPage(deps), apiKeyPages(deps));
}
