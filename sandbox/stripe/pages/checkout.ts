import express, { type Express, type Request, type Response } from 'express';
import type Stripe from 'stripe';
import { type Call, transact, type World } from '../call.js';
import { cardByNumber } from '../cards.js';
import { payCheckout, typeCode } from '../checkout.js';
import { asksForCode } from '../checkout-discounts.js';
import { formatMoney } from '../money.js';
import type { LineItem } from '../objects/checkout-session.js';
import { planOf, type SessionPlan } from '../session-plan.js';
import { load } from '../store.js';
import { choice } from './card-form.js';
import { type Html, html } from './html.js';
import { sendMessage, sendPage } from './layout.js';

/** The cards a visitor can pay with in one click, and what each does. */
const ONE_CLICK = [
  { number: '4242424242424242', says: 'Succeeds' },
  { number: '4000000000009995', says: 'Declined: not enough funds' },
  { number: '4000002760003184', says: 'Bank asks for confirmation' },
  { number: '4000000000005126', says: 'Succeeds, refund fails later' },
];
const ONE_CLICK_SETUP = [
  { number: '4242424242424242', says: 'Works' },
  { number: '4000000000000341', says: 'Saved, declined when charged' },
  { number: '4000002500003155', says: 'Bank asks once, now' },
  { number: '4000002760003184', says: 'Bank asks each time' },
  { number: '4000000000000002', says: 'Declined: cannot be saved' },
];
const ONE_CLICK_SUBSCRIPTION = [
  { number: '4242424242424242', says: 'Works' },
  { number: '4000000000009995', says: 'Declined: not enough funds' },
  { number: '4000002500003155', says: 'Bank asks once, now' },
  { number: '4000002760003184', says: 'Bank asks each time' },
];
const CODE_FORM = html`<form method="post"><label>Promotion code<input name="code" autocomplete="off" required></label><button>Apply</button></form>`;
const UNKNOWN_CODE = 'This promotion code is not valid.';
const UNKNOWN_CARD = "The sandbox takes only Stripe's documented test cards.";

/** Stripe's hosted Checkout page. */
export function mountCheckoutPage(app: Express, world: World): void {
  app.get('/c/pay/:id', (request, response) => show(world, request.params.id, response));
  app.post('/c/pay/:id', express.urlencoded({ extended: false, limit: '10kb' }), (request, response) =>
    submit(world, request, response),
  );
}

async function submit(world: World, request: Request, response: Response): Promise<void> {
  const id = String(request.params.id);
  const { card: oneClick, number, email, code } = (request.body ?? {}) as Record<string, unknown>;
  if (code !== undefined) {
    const isKnown = await transact(world, {}, (call) => typeCode(call, id, String(code)));
    return isKnown ? response.redirect(303, `/c/pay/${id}`) : show(world, id, response, UNKNOWN_CODE);
  }
  const card = cardByNumber(String(oneClick ?? number ?? ''));
  if (!card) return show(world, id, response, UNKNOWN_CARD);
  const payer = { card, email: typeof email === 'string' && email !== '' ? email.slice(0, 500) : null };
  response.redirect(303, await transact(world, {}, (call) => payCheckout(call, id, payer)));
}

async function show(world: World, id: string, response: Response, problem?: string): Promise<void> {
  const { session, plan, error } = await transact(world, {}, async (call) => {
    const session = await load(call, 'checkout.session', id);
    return { session, plan: await planOf(call, session), error: await lastError(call, session) };
  });
  if (session.status !== 'open') return showClosed(session, response);
  sendPage(response, 'Checkout', page(session, plan, problem ?? error ?? null), problem ? 400 : 200);
}

async function lastError(call: Call, session: Stripe.Checkout.Session): Promise<string | undefined> {
  const { subscription_intent } = await planOf(call, session);
  const trial = subscription_intent?.startsWith('seti_');
  const setup_intent = trial ? subscription_intent : session.setup_intent;
  const payment_intent = trial ? null : (subscription_intent ?? session.payment_intent);
  if (setup_intent) return (await load(call, 'setup_intent', String(setup_intent))).last_setup_error?.message;
  if (!payment_intent) return undefined;
  return (await load(call, 'payment_intent', String(payment_intent))).last_payment_error?.message;
}

function showClosed(session: Stripe.Checkout.Session, response: Response): void {
  const message =
    session.status === 'complete'
      ? 'This is complete. There is nothing more to do here.'
      : 'This page has expired. Go back to the shop and start again.';
  sendMessage(response, 200, session.status === 'complete' ? 'All done' : 'Page expired', message);
}

/** What a page of this session says: one that sells names the price, one that saves a card has none. */
function wordsOf({ mode, amount_total, currency }: Stripe.Checkout.Session, isTrial: boolean) {
  if (mode === 'setup') {
    return {
      total: 'Save a card',
      about: html`<p>Nothing is charged now. The shop may charge this card later, as agreed with you.</p>`,
      title: 'Card',
      button: 'Save card',
      oneClick: 'Or save a test card in one click',
      who: 'For',
    };
  }
  const total = formatMoney(amount_total ?? 0, currency ?? 'usd');
  if (mode === 'subscription') return subscribing(isTrial ? 'Free trial' : total);
  return {
    total,
    about: null,
    title: 'Pay with card',
    button: `Pay ${total}`,
    oneClick: 'Or pay with a test card in one click',
    who: 'Paying as',
  };
}

function subscribing(total: string) {
  return {
    total,
    about: html`<p>Renews by itself until it is cancelled. The card is kept for that.</p>`,
    title: 'Subscribe with card',
    button: 'Subscribe',
    oneClick: 'Or subscribe with a test card in one click',
    who: 'Subscribing as',
  };
}

const CHOICES = {
  payment: ONE_CLICK,
  setup: ONE_CLICK_SETUP,
  subscription: ONE_CLICK_SUBSCRIPTION,
};

function page(session: Stripe.Checkout.Session, plan: SessionPlan, error: string | null): Html {
  const isTrial = plan.subscription?.trial_end != null;
  const { total, about, title, button, oneClick, who } = wordsOf(session, isTrial);
  const choices = CHOICES[session.mode as keyof typeof CHOICES];
  return html`<main class="checkout">
<section aria-label="Order">
<div class="top">${back(session)}<span class="badge">Sandbox</span></div>
<p class="total">${total}</p>
${about}
<ul class="lines">${plan.items.map(line)}${discountLine(session, plan)}</ul>
${asksForCode(session, plan) ? CODE_FORM : null}
</section>
<section class="card" aria-label="Payment">
<h1>${title}</h1>
${error ? html`<p class="error" role="alert">${error}</p>` : null}
<form method="post">
${email(session, who)}
<label>Card number<input name="number" inputmode="numeric" autocomplete="cc-number" maxlength="23" placeholder="4242 4242 4242 4242"></label>
<button class="primary">${button}</button>
<h2>${oneClick}</h2>
<div class="choices">${choices.map(choice)}</div>
</form>
</section>
</main>`;
}

/** Of a trial's page: what will be taken off once it is over. */
function discountLine({ currency }: Stripe.Checkout.Session, { items }: SessionPlan): Html | null {
  const off = items.reduce((sum, { amount_discount }) => sum + amount_discount, 0);
  if (off === 0) return null;
  return html`<li><span>Discount</span><span class="amount">−${formatMoney(off, currency ?? 'usd')}</span></li>`;
}

function back({ cancel_url }: Stripe.Checkout.Session): Html {
  return cancel_url ? html`<a href="${cancel_url}">← Cancel and go back</a>` : html`<span></span>`;
}

function line(item: LineItem): Html {
  const each = formatMoney(item.price.unit_amount ?? 0, item.currency);
  const quantity = item.quantity === 1 ? null : html`<small>${item.quantity} × ${each}</small>`;
  const amount = formatMoney(item.amount_subtotal, item.currency);
  return html`<li><span>${item.description}${quantity}</span><span class="amount">${amount}</span></li>`;
}

function email({ customer_details, customer_email }: Stripe.Checkout.Session, who: string): Html {
  const known = customer_details?.email ?? customer_email;
  if (known) return html`<p>${who} ${known}</p>`;
  return html`<label>Email<input name="email" type="email" autocomplete="email" required></label>`;
}
