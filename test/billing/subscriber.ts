import { moveSandboxClock } from '../../sandbox/clock.js';
import type { OnBehalf } from '../../src/billing/index.js';
import type { Db } from '../../src/platform/db.js';
import { createCustomer, createOperatorActor } from '../support/credits.js';
import { CARDS, payOn, type Shop } from './shop.js';

export interface Subscriber {
  user_id: string;
  customer: string;
}

/** Someone subscribes on Stripe's own page, to Pro, monthly, unless told otherwise. */
export async function subscribe(
  { db, stripe, settled }: Shop,
  { plan = 'pro_monthly', card = CARDS.good as string } = {},
): Promise<Subscriber> {
  const user_id = await createCustomer(db);
  const customer = await stripe.customers.create({ email: 'plan@example.com', metadata: { user_id } });
  const prices = await stripe.prices.list({ lookup_keys: [plan] });
  const session = await stripe.checkout.sessions.create({
    customer: customer.id,
    mode: 'subscription',
    line_items: [{ price: String(prices.data[0]?.id), quantity: 1 }],
    subscription_data: { metadata: { user_id } },
    success_url: 'http://127.0.0.1:9/done',
  });
  await payOn(String(session.url), card);
  await settled();
  return { user_id, customer: customer.id };
}

/** Moves Stripe's clock and ours alike, and waits until we have followed. The clock has to be installed. */
export async function advance(shop: Shop, duration: string): Promise<void> {
  const { offset_ms } = await shop.sandbox.control('POST', 'clock', { advance: duration });
  await moveSandboxClock(shop.ownerUrl, Number(offset_ms));
  await shop.settled();
}

/** The default card of the customer's subscriptions is another from now on. */
export async function changeCard({ stripe }: Shop, { customer }: Subscriber, card: string): Promise<void> {
  const { id } = await stripe.paymentMethods.attach(card, { customer });
  const { data } = await stripe.subscriptions.list({ customer });
  for (const each of data) await stripe.subscriptions.update(each.id, { default_payment_method: id });
}

/** Somebody of the support, who changes a customer's plan for him. */
export async function onBehalf(db: Db): Promise<OnBehalf> {
  return { actor: await createOperatorActor(db, 'support'), reason: 'Asked for by phone', notify: true };
}
