import express, { type Router } from 'express';
import { z } from 'zod';
import { listPayments, type PaymentView, paymentById, UnknownPayment } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import { InvalidInput, NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { shownPayment } from './payment-view.js';

const Query = z.object({ cursor: z.string().max(100).optional() });

/** Every attempt to pay, why it failed where it did, what went back; and the receipt of one that was paid. */
export function paymentPages({ db }: HttpDeps): Router {
  return express
    .Router()
    .get('/payments', requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw noSuchPage();
      const [at, page] = await Promise.all([
        now(db),
        listPayments(db, customerOf(req).id, { cursor: query.data.cursor }).catch(cursorIsAnAddress),
      ]);
      const older = page.next_cursor && `/payments?cursor=${encodeURIComponent(page.next_cursor)}`;
      const shown = { now: at, payments: page.data.map(shownPayment), older };
      if (req.get('HX-Request')) return res.render('portal/payments/rows', { ...shown, layout: false });
      res.render('portal/payments/index', { title: 'Payments', ...shown, paged: query.data.cursor });
    })
    .get('/payments/:id/receipt', requireCustomer, async (req, res) => {
      const { id: user_id } = customerOf(req);
      const payment = await paymentById(db, { payment_id: String(req.params.id), user_id });
      if (payment.status !== 'succeeded') throw new UnknownPayment();
      res.render('portal/payments/receipt', shownReceipt(payment));
    });
}

function shownReceipt(payment: PaymentView) {
  const { receipt_number, receipt_issued_at: issued_at, paid_at } = payment;
  const shown = shownPayment(payment);
  return {
    title: receipt_number ? `Receipt ${receipt_number}` : 'Receipt',
    ...shown,
    live_refunds: shown.refunds.filter(({ live }) => live),
    paid_at,
    issued_at,
    reference: payment.stripe_payment_intent_id ?? payment.stripe_charge_id,
  };
}

/** A page of the list that does not exist is a page that does not exist. */
function cursorIsAnAddress(error: unknown): never {
  throw error instanceof InvalidInput ? noSuchPage() : error;
}

function noSuchPage(): NotFound {
  return new NotFound('There is no such page of your payments.');
}
