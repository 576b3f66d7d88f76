import express, { type Router } from 'express';
import { z } from 'zod';
import { billedInvoices, invoicePage, openStripePortal } from '../../billing/index.js';
import { now } from '../../platform/clock.js';
import { InvalidInput, NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { shownBill } from './invoice-view.js';

const PATH = '/billing';
const Query = z.object({ cursor: z.string().max(100).optional() });

/** What was billed: each invoice with its period, state, receipts and credit notes, and the way to Stripe's own pages. */
export function billingPages(deps: HttpDeps): Router {
  const { db } = deps;
  return express
    .Router()
    .get(PATH, requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw noSuchPage();
      const { cursor } = query.data;
      const [at, page] = await Promise.all([
        now(db),
        billedInvoices(db, { user_id: customerOf(req).id, cursor }).catch(cursorIsAnAddress),
      ]);
      const older = page.next_cursor && `${PATH}?cursor=${encodeURIComponent(page.next_cursor)}`;
      const shown = { now: at, invoices: page.data.map(shownBill), older };
      if (req.get('HX-Request')) return res.render('portal/billing/rows', { ...shown, layout: false });
      res.render('portal/billing/index', { title: 'Billing', ...shown, paged: cursor });
    })
    .post(`${PATH}/stripe`, requireCustomer, async (req, res) => {
      res.redirect(303, await openStripePortal(deps, { user_id: customerOf(req).id, path: PATH }));
    })
    .get(`${PATH}/:id/:form`, requireCustomer, async (req, res) => {
      const form = Form.safeParse(req.params.form);
      if (!form.success) throw new NotFound('There is no such page.');
      const invoice = { user_id: customerOf(req).id, invoice_id: String(req.params.id) };
      res.redirect(303, await invoicePage(deps, { ...invoice, form: form.data }));
    });
}

/** `/billing/:id/invoice` and `/billing/:id/invoice.pdf`. */
const Form = z
  .enum(['invoice', 'invoice.pdf'])
  .transform((name): 'page' | 'pdf' => (name === 'invoice' ? 'page' : 'pdf'));

function cursorIsAnAddress(error: unknown): never {
  throw error instanceof InvalidInput ? noSuchPage() : error;
}

function noSuchPage(): NotFound {
  return new NotFound('There is no such page of your invoices.');
}
