import type { Call } from './call.js';
import { cardByNumber } from './cards.js';
import type { Subscription } from './objects/subscription.js';
import { attach, createPaymentMethod } from './resources/payment-methods.js';
import { updateSubscription } from './resources/subscription-update.js';
import { cancelNow } from './resources/subscriptions.js';
import { load } from './store.js';

/** What people do to a subscription in Stripe's dashboard, and what its card does next. */
export const SUBSCRIPTION_ACTIONS = ['cancel', 'card_fails', 'card_works'] as const;

type Action = (typeof SUBSCRIPTION_ACTIONS)[number];

const CARDS = { card_fails: '4000000000000341', card_works: '4242424242424242' } as const;

/** Cancels a subscription now, or gives it a card that is declined, or paid, from its next invoice on. */
export function actInDashboard(call: Call, id: string, action: Action): Promise<Subscription> {
  return action === 'cancel' ? cancelNow(call, {}, id) : changeCard(call, id, CARDS[action]);
}

async function changeCard(call: Call, id: string, number: string): Promise<Subscription> {
  const card = cardByNumber(number);
  if (!card) throw new Error(`no test card ${number}`);
  const { customer } = await load(call, 'subscription', id);
  const method = await attach(call, await createPaymentMethod(call, card), String(customer));
  return updateSubscription(call, { default_payment_method: method.id }, id);
}
