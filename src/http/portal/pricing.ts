import { randomUUID } from 'node:crypto';
import express, { type Router } from 'express';
import { z } from 'zod';
import {
  CHECKOUT_QUANTITY_MAX,
  catalogue,
  livePlansOf,
  planOffers,
  StripeRefused,
  StripeUnavailable,
  startCheckout,
} from '../../billing/index.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { notOpenedPath } from './not-opened.js';
import { packsOf, plansBeside, plansOf } from './offers.js';

const HOW_MANY = `Choose a number from 1 to ${CHECKOUT_QUANTITY_MAX}.`;

const Purchase = z.object({
  price: z.string({ error: 'Choose a pack or a plan.' }).max(100, 'Choose a pack or a plan.'),
  quantity: z.coerce
    .number({ error: HOW_MANY })
    .int(HOW_MANY)
    .min(1, HOW_MANY)
    .max(CHECKOUT_QUANTITY_MAX, HOW_MANY),
  attempt: z.uuid({ error: 'Reload the page and start again.' }),
});

/**
 * What credits cost, and the way to Stripe's payment page. Each page shown carries a key of its own: a form sent
 * twice opens one payment page.
 */
export function pricingPages(deps: HttpDeps): Router {
  const page: FormPage<typeof Purchase> = {
    view: 'portal/pricing',
    title: 'Pricing',
    body: Purchase,
    keeps: ['price', 'quantity'],
    locals: async ({ user }) => {
      const products = await catalogue(deps.db);
      const own = user ? await livePlansOf(deps.db, user.id) : [];
      const changes = own[0] ? (await planOffers(deps.db, own[0])).products : [];
      return {
        narrow: false,
        packs: packsOf(products),
        plans: plansBeside(plansOf(products), { own, changes }),
        own: own.map(({ plan }) => plan).join(' and '),
        attempt: randomUUID(),
        quantity_max: CHECKOUT_QUANTITY_MAX,
      };
    },
    act: async ({ price, quantity, attempt }, req, res) => {
      const { id: user_id } = customerOf(req);
      res.redirect(303, await paymentPage(deps, { user_id, price_id: price, quantity, key: attempt }));
    },
  };
  return express.Router().get('/pricing', showForm(page)).post('/checkout', requireCustomer, takeForm(page));
}

async function paymentPage(deps: HttpDeps, request: Parameters<typeof startCheckout>[1]): Promise<string> {
  try {
    return (await startCheckout(deps, request)).url;
  } catch (error) {
    if (!(error instanceof StripeUnavailable || error instanceof StripeRefused)) throw error;
    deps.log.warn({ err: error, user_id: request.user_id }, 'no payment page');
    const { price_id: price, quantity = 1, key: attempt } = request;
    return notOpenedPath({ price, quantity, attempt, refused: error instanceof StripeRefused });
  }
}
