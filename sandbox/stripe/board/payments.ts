import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { list } from '../lists.js';
import { formatMoney } from '../money.js';
import { type Html, html } from '../pages/html.js';
import { cardOf } from './customers.js';
import { panel, pill, table, when } from './parts.js';

const SHOWN = 50;

/** The newest payments, declined ones included. */
export async function paymentsPage(call: Call): Promise<Html> {
  const { data } = await list(call, 'charge', '', { limit: SHOWN });
  return panel('Payments', paymentsTable(data));
}

export function paymentsTable(charges: Stripe.Charge[]): Html {
  const columns = [
    { name: 'When' },
    { name: 'What' },
    { name: 'Card' },
    { name: 'State' },
    { name: 'Amount', figures: true },
  ];
  return table(columns, charges.map(row), 'Nothing was paid yet.');
}

function row(charge: Stripe.Charge): Html[] {
  const { amount, amount_refunded, billing_details, created, currency, description, id } = charge;
  const back = amount_refunded > 0 ? html`<small>−${formatMoney(amount_refunded, currency)}</small>` : null;
  return [
    when(created),
    html`<a href="/payments/${id}">${description || billing_details.email || id}</a><small><code>${id}</code></small>`,
    cardOf(charge.payment_method_details?.card ?? { brand: null, last4: null }),
    paymentPill(charge),
    html`${formatMoney(amount, currency)}${back}`,
  ];
}

export function paymentPill({ status, refunded, amount_refunded, disputed }: Stripe.Charge): Html {
  if (status === 'failed') return pill('Declined', 'bad');
  if (disputed) return pill('Disputed', 'warn');
  if (refunded) return pill('Refunded', 'info');
  return amount_refunded > 0 ? pill('Partly refunded', 'info') : pill('Paid', 'good');
}
