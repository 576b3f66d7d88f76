import { pipeline } from 'node:stream/promises';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { now } from '../../platform/clock.js';
import { InvalidInput, NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { paymentHistory } from './payment-history.js';
import { receiptFile, receiptOf } from './receipt-file.js';

const Query = z.object({ cursor: z.string().max(100).optional() });

/** Every attempt to pay, why it failed where it did, what went back; and the receipt of one that was paid, as page and as PDF. */
export function paymentPages({ db, config }: HttpDeps): Router {
  const own = (req: Request) => ({ payment_id: String(req.params.id), user_id: customerOf(req).id });
  return express
    .Router()
    .get('/payments', requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw noSuchPage();
      const [at, page] = await Promise.all([
        now(db),
        paymentHistory(db, { user_id: customerOf(req).id, cursor: query.data.cursor }).catch(
          cursorIsAnAddress,
        ),
      ]);
      const older = page.next_cursor && `/payments?cursor=${encodeURIComponent(page.next_cursor)}`;
      const shown = { now: at, payments: page.shown, older };
      if (req.get('HX-Request')) return res.render('portal/payments/rows', { ...shown, layout: false });
      res.render('portal/payments/index', { title: 'Payments', ...shown, paged: query.data.cursor });
    })
    .get('/payments/:id/receipt', requireCustomer, async (req, res) => {
      res.render('portal/payments/receipt', await receiptOf(db, own(req)));
    })
    .get('/payments/:id/receipt.pdf', requireCustomer, async (req, res) => {
      const brand = String(res.app.locals.brand);
      const { name, pdf } = await receiptFile({ db, config }, { brand, ...own(req) });
      res.set('Content-Disposition', `attachment; filename="${name}"`).type('application/pdf');
      await pipeline(pdf, res);
    });
}

/** A page of the list that does not exist is a page that does not exist. */
function cursorIsAnAddress(error: unknown): never {
  throw error instanceof InvalidInput ? noSuchPage() : error;
}

function noSuchPage(): NotFound {
  return new NotFound('There is no such page of your payments.');
}
