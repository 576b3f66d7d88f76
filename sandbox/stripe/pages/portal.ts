import express, { type Express } from 'express';
import { itemOf, periodOf } from '../billing/plan.js';
import { type Call, transact, type World } from '../call.js';
import { cardByNumber } from '../cards.js';
import { emit } from '../emit.js';
import { list } from '../lists.js';
import { formatMoney } from '../money.js';
import type { Subscription } from '../objects/subscription.js';
import { attach, createPaymentMethod } from '../resources/payment-methods.js';
import { updateSubscription } from '../resources/subscription-update.js';
import { load, lock, save } from '../store.js';
import { cardFields } from './card-form.js';
import { type Html, html } from './html.js';
import { sendPage } from './layout.js';

const CHOICES = [
  { number: '4242424242424242', says: 'Works' },
  { number: '4000000000000341', says: 'Saved, declined when charged' },
  { number: '4000002760003184', says: 'Bank asks each time' },
];

/** The customer portal: the plan, its end, and the card. */
export function mountPortalPage(app: Express, world: World): void {
  app.get('/p/session/:id', async (request, response) => {
    const body = await transact(world, {}, (call) => page(call, request.params.id));
    sendPage(response, 'Your subscription', body);
  });
  app.post(
    '/p/session/:id',
    express.urlencoded({ extended: false, limit: '10kb' }),
    async (request, response) => {
      const id = String(request.params.id);
      const form = (request.body ?? {}) as Record<string, string | undefined>;
      await transact(world, {}, (call) => act(call, id, form));
      response.redirect(303, `/p/session/${id}`);
    },
  );
}

async function act(call: Call, id: string, form: Record<string, string | undefined>): Promise<void> {
  const { customer } = await load(call, 'billing_portal.session', id);
  const { cancel, card, keep, number } = form;
  const mine = (await subscriptionsOf(call, customer)).map((each) => each.id);
  const [ends, stays] = [mine.includes(String(cancel)), mine.includes(String(keep))];
  if (ends) await updateSubscription(call, { cancel_at_period_end: true }, String(cancel));
  else if (stays) await updateSubscription(call, { cancel_at_period_end: false }, String(keep));
  else await changeCard(call, customer, String(card ?? number ?? ''));
}

/** The card that is typed in becomes the default of the customer and of his subscriptions. */
async function changeCard(call: Call, customerId: string, number: string): Promise<void> {
  const card = cardByNumber(number);
  if (!card) return;
  const method = await attach(call, await createPaymentMethod(call, card), customerId);
  const before = await lock(call, 'customer', customerId);
  const invoice_settings = { ...before.invoice_settings, default_payment_method: method.id };
  const customer = await save(call, { ...before, invoice_settings });
  await emit(call, 'customer.updated', customer, before);
  for (const { id } of await subscriptionsOf(call, customerId))
    await updateSubscription(call, { default_payment_method: method.id }, id);
}

async function subscriptionsOf(call: Call, customer: string): Promise<Subscription[]> {
  const status = ['active', 'past_due', 'trialing', 'unpaid', 'paused'];
  return (await list(call, 'subscription', '', { limit: 100 }, { customer, status })).data;
}

async function page(call: Call, id: string): Promise<Html> {
  const { customer, return_url } = await load(call, 'billing_portal.session', id);
  const subscriptions = await subscriptionsOf(call, customer);
  const plans: Html[] = [];
  for (const each of subscriptions) plans.push(await plan(call, each));
  return html`<main class="checkout">
<section aria-label="Subscription">
<div class="top">${return_url ? html`<a href="${return_url}">← Back</a>` : html`<span></span>`}<span class="badge">Sandbox</span></div>
<h1>Your subscription</h1>
${plans.length > 0 ? plans : html`<p>There is none at the moment.</p>`}
</section>
<section class="card" aria-label="Card">
<h2>Change the card</h2>
<form method="post">${cardFields('Save card', CHOICES)}</form>
</section>
</main>`;
}

async function plan(call: Call, subscription: Subscription): Promise<Html> {
  const { price, quantity = 1 } = itemOf(subscription);
  const { name } = await load(call, 'product', String(price.product));
  const total = formatMoney((price.unit_amount ?? 0) * quantity, price.currency);
  const { cancel_at_period_end: ends, id } = subscription;
  const day = new Date(periodOf(subscription).end * 1000).toISOString().slice(0, 10);
  const button = ends
    ? html`<button name="keep" value="${id}">Keep it</button>`
    : html`<button name="cancel" value="${id}">Cancel at the end of the period</button>`;
  return html`<p class="total">${total} / ${price.recurring?.interval ?? ''}</p>
<p>${name}, ${subscription.status.replaceAll('_', ' ')}. ${ends ? 'Ends' : 'Renews'} on ${day}.</p>
<form method="post">${button}</form>`;
}
