import type Stripe from 'stripe';
import { isOver } from './billing/plan.js';
import type { Call } from './call.js';
import { cardByNumber, cardByTestId } from './cards.js';
import { emit } from './emit.js';
import { invalidRequest, StripeApiError } from './errors.js';
import type { FormMap, FormValue } from './form.js';
import { list } from './lists.js';
import type { Subscription } from './objects/subscription.js';
import type { SubscriptionItem } from './objects/subscription-item.js';
import type { Price } from './objects/types.js';
import { parseParams } from './params.js';
import { pay } from './pay.js';
import { createIntent } from './resources/payment-intents.js';
import { attach, createPaymentMethod } from './resources/payment-methods.js';
import { createItem, deleteItem } from './resources/subscription-items.js';
import { updateSubscription } from './resources/subscription-update.js';
import { cancelNow } from './resources/subscriptions.js';
import type { Route } from './route.js';
import { ROUTES } from './routes.js';
import { load, lock, save } from './store.js';

/** What people do to a subscription in Stripe's dashboard, and what its card does next. */
export const SUBSCRIPTION_ACTIONS = [
  'cancel',
  'cancel_at_period_end',
  'keep',
  'card_fails',
  'card_works',
  'add_item',
  'remove_item',
] as const;

type Action = (typeof SUBSCRIPTION_ACTIONS)[number];

/** Ends a subscription now or with its period, keeps it after all, gives it a card that is declined, or paid, or a further item. */
export function actInDashboard(call: Call, id: string, action: Action): Promise<Subscription> {
  if (action === 'cancel') return cancelNow(call, {}, id);
  if (action === 'card_fails') return changeCard(call, id, '4000000000000341');
  if (action === 'card_works') return changeCard(call, id, '4242424242424242');
  if (action === 'add_item') return sellBeside(call, id);
  if (action === 'remove_item') return removeLastItem(call, id);
  return updateSubscription(call, { cancel_at_period_end: action === 'cancel_at_period_end' }, id);
}

/** Something else that is sold for the same interval, from the next renewal on. */
async function sellBeside(call: Call, subscription: string): Promise<Subscription> {
  const { items } = await load(call, 'subscription', subscription);
  const { data } = await list(call, 'price', '', { limit: 100 }, { active: true });
  const other = data.find((price) => goesWith(price, items.data));
  if (!other) throw invalidRequest('Nothing else is sold for this interval.');
  await createItem(call, { subscription, price: other.id, proration_behavior: 'none' });
  return load(call, 'subscription', subscription);
}

function goesWith({ id, currency, recurring }: Price, items: readonly SubscriptionItem[]): boolean {
  return items.every(
    ({ price }) =>
      price.id !== id &&
      price.currency === currency &&
      recurring?.interval === price.recurring?.interval &&
      recurring?.interval_count === price.recurring?.interval_count,
  );
}

async function removeLastItem(call: Call, id: string): Promise<Subscription> {
  const { items } = await load(call, 'subscription', id);
  await deleteItem(call, { proration_behavior: 'none' }, String(items.data.at(-1)?.id));
  return load(call, 'subscription', id);
}

async function changeCard(call: Call, id: string, number: string): Promise<Subscription> {
  const { customer } = await load(call, 'subscription', id);
  const method = await attachCard(call, String(customer), number);
  return updateSubscription(call, { default_payment_method: method.id }, id);
}

async function attachCard(call: Call, customer: string, number: string): Promise<Stripe.PaymentMethod> {
  const card = cardByNumber(number);
  if (!card) throw invalidRequest('No such test card.', { param: 'card' });
  return attach(call, await createPaymentMethod(call, card), customer);
}

/** A new card becomes the default of a customer and of his live subscriptions. */
export async function makeDefault(call: Call, id: string, number: string): Promise<Stripe.PaymentMethod> {
  const method = await attachCard(call, id, number);
  const default_payment_method = method.id;
  await callInDashboard(call, {
    method: 'post',
    path: `/v1/customers/${id}`,
    params: { invoice_settings: { default_payment_method } },
  });
  const { data } = await list(call, 'subscription', '', { limit: 100 }, { customer: id });
  for (const plan of data)
    if (!isOver(plan)) await updateSubscription(call, { default_payment_method }, plan.id);
  return method;
}

const YEARS_LONGER = 4;

/** The bank sends a new card before the old one is no good any more, and the network tells Stripe. */
export async function renewCard(call: Call, customer: string): Promise<Stripe.PaymentMethod> {
  const { invoice_settings } = await load(call, 'customer', customer, 'customer');
  const before = await lock(call, 'payment_method', String(invoice_settings.default_payment_method));
  if (!before.card) throw invalidRequest('Only cards are renewed by their bank.');
  const card = { ...before.card, exp_year: before.card.exp_year + YEARS_LONGER };
  const method = await save(call, { ...before, card });
  await emit(call, 'payment_method.automatically_updated', method, before);
  return method;
}

interface NewCharge {
  customer: string | null;
  amount: number;
  currency: string;
  /** A test card's number or id. */
  card: string;
  description: string | null;
  metadata: Record<string, string>;
}

/** Charges a card that somebody read out over the telephone. */
export async function chargeInDashboard(call: Call, body: NewCharge): Promise<Stripe.Charge> {
  const card = cardByNumber(body.card) ?? cardByTestId(body.card);
  if (!card) throw invalidRequest('No such test card.', { param: 'card' });
  if (body.customer) await load(call, 'customer', body.customer, 'customer');
  const { customer, currency, description, metadata } = body;
  const given = { amount: body.amount, created: call.now, currency, customer, description, metadata };
  const intent = await createIntent(call, given);
  const method = await createPaymentMethod(call, card, { customer });
  const paid = await pay(call, intent, { method, offSession: true });
  return load(call, 'charge', String(paid.latest_charge));
}

interface DashboardCall {
  method: Route['method'];
  /** Such as `/v1/customers/cus_1`. */
  path: string;
  params: Record<string, unknown>;
}

/** Whatever the API can change, the dashboard can change too. */
export async function callInDashboard(call: Call, { method, path, params }: DashboardCall): Promise<object> {
  for (const route of ROUTES) {
    const ids = route.method === method ? match(route.path, path) : null;
    if (ids) return route.run(call, parseParams(route.params, formOf(params) as FormMap), ids);
  }
  throw new StripeApiError(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${path}).`,
  });
}

/** The ids in a path, by the names that its pattern gives them; null where it is another path. */
function match(pattern: string, path: string): Record<string, string> | null {
  const expression = new RegExp(`^${pattern.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`);
  const found = expression.exec(path);
  return found && { ...found.groups };
}

/** JSON as a form would have sent it: all texts, and nothing for null. */
function formOf(value: unknown): FormValue {
  if (Array.isArray(value)) return value.map(formOf);
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, formOf(each)]));
}
