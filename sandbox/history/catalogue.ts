import type Stripe from 'stripe';
import { CURRENCY, creditAmount, PRODUCTS, type PricePlan, type ProductPlan } from '../catalogue.js';
import { buildPrice, buildProduct } from '../stripe/objects/product.js';
import type { Price } from '../stripe/objects/types.js';
import type { Book } from './book.js';
import type { Random } from './random.js';
import { iso, unix } from './time.js';

/** One thing to buy. `credits` are whole ones for one payment; `price_id` is our row's. */
export type Offer = {
  price: Price;
  price_id: string;
  /** The product's. */
  name: string;
  kind: 'subscription' | 'pack';
  credits: number;
  interval: 'month' | 'year' | null;
};

/** What the sandbox sells, as it was made at `at` (milliseconds) and taken over by QuickScale. */
export function offerCatalogue(book: Book, random: Random, at: number): Offer[] {
  return PRODUCTS.flatMap((plan) => {
    const product = buildProduct({
      id: random.stripeId('prod', 14),
      created: unix(at),
      name: plan.name,
      description: plan.description,
      metadata: creditAmount(plan.credits),
    });
    book.addObject(product);
    const product_id = registerProduct(book, random, { product, plan }, at);
    return plan.prices.map((price) => offerPrice(book, random, { product, product_id, plan, price }, at));
  });
}

function registerProduct(
  book: Book,
  random: Random,
  { product, plan }: { product: Stripe.Product; plan: ProductPlan },
  at: number,
): string {
  const id = random.uuid(at);
  book.insert('products', {
    id,
    stripe_id: product.id,
    name: plan.name,
    description: plan.description,
    kind: plan.prices.some(({ interval }) => interval) ? 'subscription' : 'pack',
    credit_amount: plan.credits ?? null,
    active: true,
    ...dates(at),
  });
  keepVersion(book, product, plan.credits);
  return id;
}

type Given = { product: Stripe.Product; product_id: string; plan: ProductPlan; price: PricePlan };

function offerPrice(
  book: Book,
  random: Random,
  { product, product_id, plan, price: given }: Given,
  at: number,
): Offer {
  const { nickname, lookup_key, unit_amount, interval = null, credits } = given;
  const metadata = creditAmount(credits);
  const made = {
    created: unix(at),
    currency: CURRENCY,
    product: product.id,
    unit_amount,
    nickname,
    lookup_key,
    metadata,
  };
  const recurring = interval && monthlyOrYearly(interval);
  const price = book.addObject(
    buildPrice({ id: random.stripeId('price'), ...made, ...(recurring ? { recurring } : {}) }),
  );
  const price_id = random.uuid(at);
  book.insert('prices', {
    id: price_id,
    stripe_id: price.id,
    product_id,
    nickname,
    currency: CURRENCY,
    unit_amount_minor: unit_amount,
    billing_interval: interval,
    credit_amount: credits ?? null,
    active: true,
    ...dates(at),
  });
  keepVersion(book, price, credits);
  const kind = interval ? 'subscription' : 'pack';
  return { price, price_id, name: plan.name, kind, credits: credits ?? plan.credits ?? 0, interval };
}

function keepVersion(
  book: Book,
  { id, created }: { id: string; created: number },
  credits: number | undefined,
): void {
  const valid_from = iso(created * 1000);
  book.insert('credit_amount_versions', { stripe_id: id, valid_from, credit_amount: credits ?? null });
}

function monthlyOrYearly(interval: 'month' | 'year'): NonNullable<Price['recurring']> {
  return { interval, interval_count: 1, meter: null, trial_period_days: null, usage_type: 'licensed' };
}

function dates(at: number) {
  return { created_at: iso(at), updated_at: iso(at) };
}
