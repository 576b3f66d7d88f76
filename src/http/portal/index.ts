import express, { type Router } from 'express';
import type { HttpDeps } from '../deps.js';
import { aboutPage } from './about.js';
import { apiKeyPages } from './api-keys.js';
import { billingPages } from './billing.js';
import { checkoutPages } from './checkout.js';
import { contactPages } from './contact.js';
import { creditsPage } from './credits.js';
import { dashboardPage } from './dashboard.js';
import { explanationPage } from './explanation.js';
import { homePage } from './home.js';
import { paymentMethodPages } from './payment-methods.js';
import { paymentPages } from './payments.js';
import { pricingPages } from './pricing.js';
import { runningLowPages } from './running-low.js';
import { servicePages } from './services.js';
import { statementFiles } from './statement-files.js';
import { subscriptionPages } from './subscription.js';

/** The public site and the portal. Needs the customer realm and form protection in front (middleware/realm.ts). */
export function portalPages(deps: HttpDeps): Router {
  return express
    .Router()
    .use(homePage(deps), aboutPage(), contactPages(deps), pricingPages(deps), checkoutPages(deps))
    .use(
      dashboardPage(deps),
      creditsPage(deps),
      explanationPage(deps),
      statementFiles(deps),
      runningLowPages(deps),
      paymentPages(deps),
      paymentMethodPages(deps),
      billingPages(deps),
      subscriptionPages(deps),
      servicePages(deps),
      apiKeyPages(deps),
    );
}
