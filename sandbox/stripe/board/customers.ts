import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { formatMoney } from '../money.js';
import type { Subscription } from '../objects/subscription.js';
import { type Html, html } from '../pages/html.js';
import { panel, pill, type Tone, table, when } from './parts.js';

const SHOWN = 50;

interface Found {
  customer: Stripe.Customer;
  card: Stripe.PaymentMethod.Card | null;
  plan: Subscription | null;
  payments: number;
}

/** The newest customers, or those whose name, address or id says what is looked for. */
export async function customersPage(call: Call, search: string): Promise<Html> {
  const { rows } = await call.tx.query<Found>(
    `select c.doc as customer, m.doc -> 'card' as card, s.doc as plan,
            (select count(*) from objects p where p.type = 'charge' and p.customer = c.id and p.doc ->> 'status' = 'succeeded') as payments
     from objects c
     left join objects m on m.id = c.doc #>> '{invoice_settings,default_payment_method}'
     left join lateral (
       select doc from objects where type = 'subscription' and customer = c.id
       order by doc ->> 'ended_at' is null desc, created desc limit 1) s on true
     where c.type = 'customer' and not c.deleted
       and ($1 = '' or strpos(lower(concat_ws(' ', c.id, c.doc ->> 'email', c.doc ->> 'name')), lower($1)) > 0)
     order by c.created desc, c.seq desc limit ${SHOWN}`,
    [search],
  );
  const columns = [
    { name: 'Customer' },
    { name: 'Plan' },
    { name: 'Card' },
    { name: 'Payments', figures: true },
    { name: 'Since' },
  ];
  return panel('Customers', searchForm(search), table(columns, rows.map(row), 'Nobody here yet.'));
}

function searchForm(search: string): Html {
  return html`<form method="get" class="deed"><label>Name, address or id<input type="search" name="q" value="${search}"></label><button>Find</button></form>`;
}

function row({ customer, card, plan, payments }: Found): Html[] {
  return [
    html`<a href="/customers/${customer.id}">${customer.name ?? customer.email ?? customer.id}</a><small>${customer.name ? customer.email : customer.id}</small>`,
    plan ? html`${planPill(plan)}<small>${priceOf(plan)}</small>` : html`<span class="quiet">–</span>`,
    card ? cardOf(card) : html`<span class="quiet">–</span>`,
    html`${payments}`,
    when(customer.created),
  ];
}

/** "Visa ·· 4242". */
export function cardOf({ brand, last4 }: { brand: string | null; last4: string | null }): Html {
  const name = brand ? brand.charAt(0).toUpperCase() + brand.slice(1) : 'Card';
  return html`${name} ·· ${last4 ?? '????'}`;
}

/** "€49.99 / month", or "€49.99 + €14.99 / month" where it has several items. */
export function priceOf({ items }: Subscription): string {
  const sums = items.data.map(({ price, quantity = 1 }) =>
    formatMoney((price.unit_amount ?? 0) * quantity, price.currency),
  );
  return `${sums.join(' + ')} / ${items.data[0]?.price.recurring?.interval ?? ''}`;
}

const TONES: Partial<Record<Stripe.Subscription.Status, Tone>> = {
  active: 'good',
  trialing: 'info',
  past_due: 'bad',
  unpaid: 'bad',
  incomplete: 'warn',
  paused: 'warn',
};

export function planPill({ status, cancel_at_period_end: ends }: Subscription): Html {
  if (ends && status === 'active') return pill('Ends with its period', 'warn');
  const words = status.replaceAll('_', ' ');
  return pill(words.charAt(0).toUpperCase() + words.slice(1), TONES[status] ?? 'plain');
}
