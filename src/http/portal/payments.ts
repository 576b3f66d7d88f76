import { pipeline } from 'node:stream/promises';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { paymentById, UnknownPayment } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import { InvalidInput, NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { paymentHistory } from './payment-history.js';
import { drawReceipt } from './receipt-pdf.js';
import { shownReceipt } from './receipt-view.js';

const Query = z.object({ cursor: z.string().max(100).optional() });

/** Every attempt to pay, why it failed where it did, what went back; and the receipt of one that was paid, as page and as PDF. */
export function paymentPages({ db, config }: HttpDeps): Router {
  const receiptOf = async (req: Request) => {
    const { id: user_id } = customerOf(req);
    const payment = await paymentById(db, { payment_id: String(req.params.id), user_id });
    if (payment.status !== 'succeeded') throw new UnknownPayment();
    return shownReceipt(payment);
  };
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
      res.render('portal/payments/receipt', await receiptOf(req));
    })
    .get('/payments/:id/receipt.pdf', requireCustomer, async (req, res) => {
      const receipt = await receiptOf(req);
      const { name, email } = customerOf(req);
      const seller = {
        name: String(res.app.locals.brand),
        email: addressIn(config.MAIL_FROM),
        site: config.PUBLIC_URL,
      };
      const pdf = drawReceipt({ seller, buyer: { name, email }, at: await now(db), receipt });
      const file = receipt.receipt_number ?? 'receipt';
      res.set('Content-Disposition', `attachment; filename="${file}.pdf"`).type('application/pdf');
      await pipeline(pdf, res);
    });
}

/** "billing@example.com" of "QuickScale <billing@example.com>". */
function addressIn(sender: string): string {
  return /<([^>]+)>/.exec(sender)?.[1] ?? sender;
}

/** A page of the list that does not exist is a page that does not exist. */
function cursorIsAnAddress(error: unknown): never {
  throw error instanceof InvalidInput ? noSuchPage() : error;
}

function noSuchPage(): NotFound {
  return new NotFound('There is no such page of your payments.');
}
