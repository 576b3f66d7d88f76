import express, { type Express, type Response } from 'express';
import { billedBy } from '../billing/after-payment.js';
import { collect } from '../billing/collect.js';
import { openPaymentOf } from '../billing/settle.js';
import { type Call, transact, type World } from '../call.js';
import type { TestCard } from '../cards.js';
import { formatMoney } from '../money.js';
import type { Invoice } from '../objects/invoice.js';
import { createPaymentMethod } from '../resources/payment-methods.js';
import { load, lock } from '../store.js';
import { cardFields, cardFrom } from './card-form.js';
import { type Html, html } from './html.js';
import { sendPage } from './layout.js';

const CHOICES = [
  { number: '4242424242424242', says: 'Pays' },
  { number: '4000000000009995', says: 'Declined: not enough funds' },
  { number: '4000002760003184', says: 'Bank asks for confirmation' },
];
const UNKNOWN_CARD = "The sandbox takes only Stripe's documented test cards.";

/** An invoice's `hosted_invoice_url`: what it is for, and a form to pay it while it is open. */
export function mountInvoicePage(app: Express, world: World): void {
  app.get('/i/:id', (request, response) => show(world, request.params.id, response));
  app.post('/i/:id', express.urlencoded({ extended: false, limit: '10kb' }), async (request, response) => {
    const id = String(request.params.id);
    const card = cardFrom(request);
    if (!card) return show(world, id, response, UNKNOWN_CARD);
    response.redirect(303, await transact(world, {}, (call) => payInvoicePage(call, id, card)));
  });
}

/** Answers where the browser goes next: the bank's challenge, or back to the invoice. */
async function payInvoicePage(call: Call, id: string, card: TestCard): Promise<string> {
  const page = `${call.publicUrl}/i/${id}`;
  await billedBy(call, await load(call, 'invoice', id));
  const invoice = await lock(call, 'invoice', id);
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') return page;
  const method = await createPaymentMethod(call, card);
  const after = await collect(call, invoice, { method, returnUrl: page });
  const intent = await intentOf(call, after);
  return intent?.next_action?.redirect_to_url?.url ?? page;
}

async function intentOf(call: Call, invoice: Invoice) {
  const payment = await openPaymentOf(call, invoice);
  return payment && load(call, 'payment_intent', String(payment.payment.payment_intent));
}

async function show(world: World, id: string, response: Response, problem?: string): Promise<void> {
  const { invoice, error } = await transact(world, {}, async (call) => {
    const invoice = await load(call, 'invoice', id);
    return { invoice, error: (await intentOf(call, invoice))?.last_payment_error?.message };
  });
  sendPage(response, 'Invoice', page(invoice, problem ?? error), problem ? 400 : 200);
}

function page(invoice: Invoice, error: string | undefined): Html {
  const { amount_remaining, currency, number, status, total } = invoice;
  const isOpen = status === 'open' || status === 'uncollectible';
  const off = invoice.subtotal - total;
  const button = `Pay ${formatMoney(amount_remaining, currency)}`;
  return html`<main class="checkout">
<section aria-label="Invoice">
<div class="top"><h1>Invoice ${number}</h1><span class="badge">Sandbox</span></div>
<p class="total">${formatMoney(total, currency)}</p>
<p>${WORDS[String(status)] ?? 'It is being prepared.'}</p>
<ul class="lines">${invoice.lines.data.map(
    (line) =>
      html`<li><span>${line.description}</span><span class="amount">${formatMoney(line.amount, currency)}</span></li>`,
  )}${off > 0 ? html`<li><span>Discount</span><span class="amount">${formatMoney(-off, currency)}</span></li>` : null}</ul>
</section>
${isOpen ? form(button, error) : null}
</main>`;
}

const WORDS: Record<string, string> = {
  open: 'It is to be paid.',
  paid: 'It is paid. There is nothing more to do here.',
  uncollectible: 'It was not paid in time. It can still be paid.',
  void: 'It was withdrawn. There is nothing to pay.',
};

function form(button: string, error: string | undefined): Html {
  return html`<section class="card" aria-label="Payment">
<h2>Pay with card</h2>
${error ? html`<p class="error" role="alert">${error}</p>` : null}
<form method="post">${cardFields(button, CHOICES)}</form>
</section>`;
}
