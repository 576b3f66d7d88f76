import type Stripe from 'stripe';
import { periodOf } from '../billing/plan.js';
import type { Call } from '../call.js';
import { list } from '../lists.js';
import type { Subscription } from '../objects/subscription.js';
import { type Html, html } from '../pages/html.js';
import { load } from '../store.js';
import { cardOf, planPill, priceOf } from './customers.js';
import { button, deed, panel, select, TELLS, table, when } from './parts.js';
import { paymentsTable } from './payments.js';

/** One customer: what he has, and what people do to him in the dashboard. */
export async function customerPage(call: Call, id: string): Promise<Html[]> {
  const customer = await load(call, 'customer', id);
  const plans = await list(call, 'subscription', '', { limit: 20 }, { customer: id });
  const charges = await list(call, 'charge', '', { limit: 20 }, { customer: id });
  const method = customer.invoice_settings.default_payment_method;
  const card = method ? (await load(call, 'payment_method', String(method))).card : null;
  return [
    summary(customer),
    cardPanel(id, card ?? null),
    panel('Subscriptions', subscriptionsTable(plans.data)),
    panel('Payments', paymentsTable(charges.data)),
    chargePanel(id),
  ];
}

function summary({ created, email, id, metadata, name }: Stripe.Customer): Html {
  const change = html`<label>Email<input name="email" type="email" value="${email ?? ''}"></label>${TELLS}<button>Change email</button>`;
  return html`<section class="panel"><h1>${name ?? email ?? id}</h1>
<dl><dt>Customer</dt><dd><code>${id}</code></dd><dt>Since</dt><dd>${when(created)}</dd>
${Object.entries(metadata).map(([key, value]) => html`<dt>${key}</dt><dd><code>${value}</code></dd>`)}</dl>
${deed('email', { customer: id }, change)}</section>`;
}

/** What the next card does; the same as on Checkout's page. */
const CARDS = [
  ['4242424242424242', 'Visa ·· 4242, works'],
  ['5555555555554444', 'Mastercard ·· 4444, works'],
  ['4000000000000341', 'Visa ·· 0341, declined when charged'],
  ['4000002760003184', 'Visa ·· 3184, the bank asks each time'],
] as const;

function cardPanel(customer: string, card: Stripe.PaymentMethod.Card | null): Html {
  const now = card
    ? html`<p>${cardOf(card)}, valid to ${card.exp_month}/${card.exp_year}</p>`
    : html`<p class="quiet">No default card.</p>`;
  const replace = html`${select('card', 'Another one', CARDS)}${TELLS}<button>Make it the default</button>`;
  const renewed = card ? button('card-renewed', { customer }, 'The bank sends a new card') : html``;
  return panel('Default card', now, deed('card', { customer }, replace), renewed);
}

function chargePanel(customer: string): Html {
  const fields = html`<label>Amount in minor units<input name="amount" inputmode="numeric" value="2000"></label>
<label>Currency<input name="currency" value="eur" maxlength="3"></label>
<label>Description<input name="description" value="By telephone"></label>
${select('card', 'Card', CARDS)}${TELLS}<button class="primary">Charge</button>`;
  return panel('Charge in the dashboard', deed('charge', { customer }, fields));
}

const COLUMNS = [
  { name: 'State' },
  { name: 'Price', figures: true },
  { name: 'Period ends' },
  { name: 'What happens next' },
];

/** With `names`, by the customer's id, where it is not one customer's own. */
export function subscriptionsTable(plans: Subscription[], names?: ReadonlyMap<string, string>): Html {
  const columns = [{ name: names ? 'Customer' : 'Subscription' }, ...COLUMNS];
  return table(
    columns,
    plans.map((plan) => row(plan, names?.get(String(plan.customer)))),
    'None.',
  );
}

function row(plan: Subscription, name?: string): Html[] {
  const id = html`<code>${plan.id}</code>`;
  return [
    name ? html`<a href="/customers/${String(plan.customer)}">${name}</a><small>${id}</small>` : id,
    planPill(plan),
    html`${priceOf(plan)}`,
    when(periodOf(plan).end),
    plan.ended_at === null ? html`<div class="row">${actions(plan)}</div>` : when(plan.ended_at),
  ];
}

function actions({ cancel_at_period_end: ends, id, items }: Subscription): Html[] {
  const act = (action: string, words: string) => button('subscription', { subscription: id, action }, words);
  return [
    act('card_fails', 'Decline from now on'),
    act('card_works', 'Pay from now on'),
    ends ? act('keep', 'Keep it') : act('cancel_at_period_end', 'End with its period'),
    items.data.length > 1 ? act('remove_item', 'Remove the last item') : act('add_item', 'Add an item'),
    act('cancel', 'Cancel now'),
  ];
}
