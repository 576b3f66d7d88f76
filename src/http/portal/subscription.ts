import express, { type Router } from 'express';
import { catalogue, overdueOf, recentInvoices, subscriptionOf } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { offersOf } from './offers.js';
import { shownInvoice, shownSubscription } from './subscription-view.js';

const PATH = '/subscription';
const INVOICES_SHOWN = 12;

/** The customer's plan: what it gives and costs, how it stands, what was billed. */
export function subscriptionPages({ db }: HttpDeps): Router {
  return express.Router().get(PATH, requireCustomer, async (req, res) => {
    const { id: user_id } = customerOf(req);
    const [at, subscription, invoices, products] = await Promise.all([
      now(db),
      subscriptionOf(db, user_id),
      recentInvoices(db, { user_id, limit: INVOICES_SHOWN }),
      catalogue(db),
    ]);
    const overdue = subscription?.live ? await overdueOf(db, subscription.id) : undefined;
    res.render('portal/subscription/index', {
      title: 'Subscription',
      now: at,
      subscription: subscription && shownSubscription(subscription),
      overdue,
      invoices: invoices.map(shownInvoice),
      plans: subscription?.live ? [] : offersOf(products, 'subscription'),
    });
  });
}
