import express, { type Router } from 'express';
import { z } from 'zod';
import { type CheckoutStatus, checkoutStatus, subscriptionOf, UnknownCheckout } from '../../billing/index.js';
import { listGrants } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { creditParts } from './credit-parts.js';
import { notOpened } from './not-opened.js';
import { shownSubscription } from './subscription-view.js';

const GRANTS_SHOWN = 200;
/** From here on the page says that it takes longer than usual, and asks less often. */
const LATE_MS = 20_000;

const TITLES: Readonly<Record<CheckoutStatus['state'], string>> = {
  confirming: 'Confirming your payment',
  paid: 'Credits bought',
  failed: 'Not paid',
  expired: 'Not bought',
};

const Query = z.object({
  session_id: z.string().regex(/^cs_\w{1,200}$/),
  since: z.coerce.number().int().positive().optional().catch(undefined),
});

/** Where Stripe sends customers back to. The success page tells what we know, which may still be nothing. */
export function checkoutPages({ db }: HttpDeps): Router {
  return express
    .Router()
    .get('/checkout/success', requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw new UnknownCheckout();
      const shown = await progress(db, { user_id: customerOf(req).id, ...query.data });
      if (req.get('HX-Request')) return res.render('portal/checkout/progress', { ...shown, layout: false });
      res.render('portal/checkout/success', shown);
    })
    .get('/checkout/cancelled', requireCustomer, (_req, res) =>
      res.render('portal/checkout/cancelled', { title: 'Not bought' }),
    )
    .get('/checkout/error', requireCustomer, async (req, res) => {
      res.render('portal/checkout/error', { title: 'Not started', ...(await notOpened(db, req.query)) });
    });
}

interface Waiting {
  user_id: string;
  session_id: string;
  /** When the customer came back, in milliseconds of this machine's clock; it travels with each question. */
  since?: number | undefined;
}

/** What the page may say now; while confirming, also where and when to ask again. */
async function progress(db: Db, { user_id, session_id, since = Date.now() }: Waiting) {
  const status = await checkoutStatus(db, { session_id, user_id });
  const title = TITLES[status.state];
  if (status.state === 'paid') {
    const grants = await listGrants(db, user_id, { only_open: true, limit: GRANTS_SHOWN });
    const subscription = status.plan ? await subscriptionOf(db, user_id) : undefined;
    return {
      title,
      ...status,
      now: await now(db),
      parts: creditParts(grants, status.balance),
      subscription: subscription && shownSubscription(subscription),
    };
  }
  if (status.state !== 'confirming') return { title, ...status };
  const late = Date.now() - since > LATE_MS;
  const again = `/checkout/success?session_id=${session_id}&since=${since}`;
  return { title, ...status, late, again, again_seconds: late ? 5 : 1 };
}
