import type Stripe from 'stripe';

export interface PricePlan {
  nickname: string;
  lookup_key: string;
  unit_amount: number;
  interval?: 'month' | 'year';
  credits?: number;
}

export interface ProductPlan {
  name: string;
  description: string;
  credits?: number;
  prices: PricePlan[];
}

export const CURRENCY = 'eur';

/** What the sandbox sells: two plans, and the pack whose prices give different numbers of credits. */
export const PRODUCTS: readonly ProductPlan[] = [
  {
    name: 'Basic',
    description: '500 credits every month for regular small jobs.',
    credits: 500,
    prices: [
      { nickname: 'Basic, monthly', lookup_key: 'basic_monthly', unit_amount: 1499, interval: 'month' },
      {
        nickname: 'Basic, yearly',
        lookup_key: 'basic_yearly',
        unit_amount: 14_990,
        interval: 'year',
        credits: 6000,
      },
    ],
  },
  {
    name: 'Pro',
    description: '2,000 credits every month for teams that use QuickScale daily.',
    credits: 2000,
    prices: [
      { nickname: 'Pro, monthly', lookup_key: 'pro_monthly', unit_amount: 4999, interval: 'month' },
      {
        nickname: 'Pro, yearly',
        lookup_key: 'pro_yearly',
        unit_amount: 49_990,
        interval: 'year',
        credits: 24_000,
      },
    ],
  },
  {
    name: 'Credit pack',
    description: 'Credits bought once. They never expire.',
    prices: [
      { nickname: '500 credits', lookup_key: 'pack_500', unit_amount: 2000, credits: 500 },
      { nickname: '1,000 credits', lookup_key: 'pack_1000', unit_amount: 3600, credits: 1000 },
    ],
  },
];

/** Makes what is missing of the three products in Stripe, through its API; run again, it changes nothing. */
export async function ensureCatalogue(stripe: Stripe): Promise<void> {
  const existing = await stripe.products
    .list({ active: true, limit: 100 })
    .autoPagingToArray({ limit: 1000 });
  for (const plan of PRODUCTS) {
    const product = existing.find(({ name }) => name === plan.name) ?? (await createProduct(stripe, plan));
    await ensurePrices(stripe, product.id, plan.prices);
  }
}

function createProduct(stripe: Stripe, { name, description, credits }: ProductPlan): Promise<Stripe.Product> {
  return stripe.products.create({ name, description, metadata: creditAmount(credits) });
}

async function ensurePrices(stripe: Stripe, product: string, plans: readonly PricePlan[]): Promise<void> {
  const existing = await stripe.prices.list({ product, active: true, limit: 100 });
  for (const { nickname, lookup_key, unit_amount, interval, credits } of plans) {
    if (existing.data.some((price) => price.nickname === nickname)) continue;
    await stripe.prices.create({
      product,
      nickname,
      lookup_key,
      unit_amount,
      currency: CURRENCY,
      metadata: creditAmount(credits),
      ...(interval ? { recurring: { interval } } : {}),
    });
  }
}

export function creditAmount(credits: number | undefined): Record<string, string> {
  return credits === undefined ? {} : { credit_amount: String(credits) };
}
