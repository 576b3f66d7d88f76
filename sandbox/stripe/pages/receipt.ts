import type { Express } from 'express';
import { transact, type World } from '../call.js';
import { formatMoney } from '../money.js';
import { load } from '../store.js';
import { html } from './html.js';
import { sendPage } from './layout.js';

/** What a charge's `receipt_url` shows. */
export function mountReceiptPage(app: Express, world: World): void {
  app.get('/receipts/:id', async (request, response) => {
    const charge = await transact(world, {}, (call) => load(call, 'charge', request.params.id));
    const money = (amount: number) => formatMoney(amount, charge.currency);
    const card = charge.payment_method_details?.card;
    const refunded = html`<dt>Refunded</dt><dd>${money(charge.amount_refunded)}</dd>`;
    const body = html`<main class="small card">
<div class="top"><h1>Receipt</h1><span class="badge">Sandbox</span></div>
<p class="total">${money(charge.amount)}</p>
<dl>
<dt>Paid</dt><dd>${new Date(charge.created * 1000).toISOString().slice(0, 10)}</dd>
<dt>Card</dt><dd>${card?.brand ?? ''} •••• ${card?.last4 ?? ''}</dd>
${charge.amount_refunded > 0 ? refunded : null}
<dt>Payment</dt><dd><code>${charge.id}</code></dd>
</dl>
</main>`;
    sendPage(response, 'Receipt', body);
  });
}
