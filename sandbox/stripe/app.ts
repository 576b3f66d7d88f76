import express, { type ErrorRequestHandler, type Express } from 'express';
import { mountApi } from './api.js';
import { mountBoard } from './board/index.js';
import type { World } from './call.js';
import { mountControl } from './control.js';
import { StripeApiError } from './errors.js';
import { mountChallengePage } from './pages/challenge.js';
import { mountCheckoutPage } from './pages/checkout.js';
import { mountInvoicePage } from './pages/invoice.js';
import { sendMessage } from './pages/layout.js';
import { mountPortalPage } from './pages/portal.js';
import { mountReceiptPage } from './pages/receipt.js';

/** The API, the hosted pages and the control surface on one server, as they share one host. */
export function createApp(world: World): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  mountApi(app, world);
  mountControl(app, world);
  mountBoard(app, world);
  mountCheckoutPage(app, world);
  mountChallengePage(app, world);
  mountInvoicePage(app, world);
  mountPortalPage(app, world);
  mountReceiptPage(app, world);
  app.use((_request, response) => sendMessage(response, 404, 'Not found', 'There is no such page here.'));
  app.use(showError);
  return app;
}

const showError: ErrorRequestHandler = (error, _request, response, _next) => {
  if (error instanceof StripeApiError)
    return sendMessage(response, error.status, 'Something is wrong', error.message);
  const status = typeof error?.status === 'number' ? error.status : 500;
  if (status >= 500) console.error('simulated Stripe:', error);
  sendMessage(response, status, 'Something went wrong', 'Please try again.');
};
