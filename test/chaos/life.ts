import type Stripe from 'stripe';
import { CARDS, payOn } from '../billing/shop.js';
import type { SandboxStripe } from '../support/sandbox-stripe.js';

/** A customer's life as it is lived at Stripe: on its pages, in its dashboard, by banks and time. */
export interface Life {
  sandbox: SandboxStripe;
  user_id: string;
  customer: string;
  /** Moves the clock of Stripe and of all who are told. An ISO 8601 duration. */
  advance(duration: string): Promise<void>;
}

/** What a step finds no occasion for, it leaves undone. */
type Act = (life: Life) => Promise<unknown>;

const FAILS_LATER = 'pm_card_chargeCustomerFail';

const ACTS = {
  buy: (life) => buyPack(life, CARDS.good),
  'buy, declined first': (life) => buyPack(life, CARDS.noFunds, CARDS.good),
  subscribe,
  renew: passMonth,
  decline: async (life) => {
    if (await useCard(life, FAILS_LATER)) await passMonth(life);
  },
  recover: async (life) => {
    if (await useCard(life, 'pm_card_visa')) await life.advance('P7D');
  },
  'refund a part': (life) => refund(life, ({ amount }) => Math.floor(amount / 3)),
  'refund the rest': (life) => refund(life, ({ amount, amount_refunded }) => amount - amount_refunded),
  'dispute opens': openDispute,
  'dispute is won': (life) => closeDispute(life, 'won'),
  'dispute is lost': (life) => closeDispute(life, 'lost'),
  'card changes': (life) => useCard(life, 'pm_card_mastercard'),
  cancel: (life) => update(life, { cancel_at_period_end: true }),
  undo: (life) => update(life, { cancel_at_period_end: false }),
  'cancel now': async ({ sandbox, customer }) => {
    const plan = await planOf({ sandbox, customer });
    if (plan) await sandbox.stripe.subscriptions.cancel(plan.id);
  },
} satisfies Record<string, Act>;

export type Step = keyof typeof ACTS;
export const STEPS = Object.keys(ACTS) as Step[];

export async function live(life: Life, step: Step): Promise<void> {
  await (ACTS[step] as Act)(life);
}

/** In two parts, so that whoever was not told can ask in between: Stripe keeps its events for 30 days. */
async function passMonth({ advance }: Life): Promise<void> {
  await advance('P16D');
  await advance('P15DT2H');
}

async function priceOf({ stripe }: SandboxStripe, lookup_key: string): Promise<string> {
  const { data } = await stripe.prices.list({ lookup_keys: [lookup_key] });
  return String(data[0]?.id);
}

async function buyPack({ sandbox, user_id, customer }: Life, ...cards: string[]): Promise<void> {
  const price = await priceOf(sandbox, 'pack_500');
  const metadata = { user_id, price, quantity: '1' };
  const session = await sandbox.stripe.checkout.sessions.create({
    customer,
    mode: 'payment',
    line_items: [{ price, quantity: 1 }],
    metadata,
    payment_intent_data: { metadata },
    success_url: 'http://127.0.0.1:9/done',
  });
  for (const card of cards) await payOn(String(session.url), card);
}

async function subscribe(life: Life): Promise<void> {
  if (await planOf(life)) return;
  const { sandbox, user_id, customer } = life;
  const session = await sandbox.stripe.checkout.sessions.create({
    customer,
    mode: 'subscription',
    line_items: [{ price: await priceOf(sandbox, 'basic_monthly'), quantity: 1 }],
    subscription_data: { metadata: { user_id } },
    success_url: 'http://127.0.0.1:9/done',
  });
  await payOn(String(session.url), CARDS.good);
}

async function planOf({
  sandbox,
  customer,
}: Pick<Life, 'sandbox' | 'customer'>): Promise<Stripe.Subscription | undefined> {
  return (await sandbox.stripe.subscriptions.list({ customer })).data[0];
}

async function update(life: Life, change: Stripe.SubscriptionUpdateParams): Promise<boolean> {
  const plan = await planOf(life);
  if (plan) await life.sandbox.stripe.subscriptions.update(plan.id, change);
  return plan !== undefined;
}

async function useCard(life: Life, card: string): Promise<boolean> {
  const { sandbox, customer } = life;
  const { id } = await sandbox.stripe.paymentMethods.attach(card, { customer });
  await sandbox.stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
  return update(life, { default_payment_method: id });
}

async function paid({ sandbox, customer }: Life): Promise<Stripe.Charge[]> {
  const { data } = await sandbox.stripe.charges.list({ customer, limit: 100 });
  return data.filter(({ status }) => status === 'succeeded');
}

async function refund(life: Life, share: (charge: Stripe.Charge) => number): Promise<void> {
  const charge = (await paid(life)).find(({ disputed, refunded }) => !disputed && !refunded);
  if (!charge) return;
  const amount = Math.min(share(charge), charge.amount - charge.amount_refunded);
  await life.sandbox.stripe.refunds.create({ charge: charge.id, amount });
}

async function openDispute(life: Life): Promise<void> {
  const charge = (await paid(life)).find(({ disputed, refunded }) => !disputed && !refunded);
  if (charge) await life.sandbox.control('POST', 'disputes', { charge: charge.id });
}

async function closeDispute(life: Life, status: 'won' | 'lost'): Promise<void> {
  for (const { id } of (await paid(life)).filter(({ disputed }) => disputed)) {
    const { data } = await life.sandbox.stripe.disputes.list({ charge: id });
    const open = data.find((dispute) => dispute.status === 'needs_response');
    if (open) return void (await life.sandbox.control('POST', `disputes/${open.id}`, { status }));
  }
}
