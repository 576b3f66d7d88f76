import type Stripe from 'stripe';

/** A product with a price of 20.00 for tests that sell something. */
export async function createPrice(stripe: Stripe): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name: 'Credits', metadata: { credit_amount: '500' } });
  return stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 2000 });
}

/** A succeeded payment of 20.00 made through the API. */
export async function payBy(stripe: Stripe, payment_method = 'pm_card_visa', amount = 2000) {
  return stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method,
    confirm: true,
    return_url: 'http://127.0.0.1:1/back',
  });
}

/** Presses a button of a hosted page, as a browser without JavaScript does, and answers where it leads. */
export async function press(url: string, fields: Record<string, string>, referer?: string) {
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(fields),
    redirect: 'manual',
    ...(referer ? { headers: { referer } } : {}),
  });
  return {
    status: response.status,
    location: response.headers.get('location') ?? '',
    page: await response.text(),
  };
}

/** The types of the events told since a moment, oldest first. */
export async function eventTypes(stripe: Stripe): Promise<string[]> {
  const events = await stripe.events.list({ limit: 100 });
  return events.data.map((event) => event.type).reverse();
}

/** A plan with a price of 49.00 a month, or as told. */
export async function createPlan(
  stripe: Stripe,
  { name = 'Pro', unit_amount = 4900, interval = 'month' as 'month' | 'year' } = {},
): Promise<Stripe.Price> {
  const product = await stripe.products.create({ name });
  return stripe.prices.create({ product: product.id, currency: 'usd', unit_amount, recurring: { interval } });
}

/** A customer whose default card behaves as this one. */
export async function createPayer(stripe: Stripe, card = 'pm_card_visa'): Promise<Stripe.Customer> {
  const customer = await stripe.customers.create({ email: 'ann@example.com' });
  return changeCard(stripe, customer.id, card);
}

export async function changeCard(stripe: Stripe, customer: string, card: string): Promise<Stripe.Customer> {
  const method = await stripe.paymentMethods.attach(card, { customer });
  return stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } });
}
