import type Stripe from 'stripe';

/** What an operator wants of a product; what is left out stays. Credits null: said no more. */
export interface ProductChange {
  name?: string | undefined;
  description?: string | undefined;
  credit_amount?: number | null | undefined;
  trial_credit_amount?: number | null | undefined;
  active?: boolean | undefined;
}

/** What an operator wants of a price: Stripe lets neither its amount nor its interval be changed. */
export interface PriceChange {
  nickname?: string | undefined;
  credit_amount?: number | null | undefined;
  active?: boolean | undefined;
}

/** A change as Stripe takes it, of a product or a price; a text without characters takes away what was there. */
export interface StripeChanges {
  name?: string;
  description?: string;
  nickname?: string;
  active?: boolean;
  metadata?: Record<string, string>;
}

/** Only what the change names. */
export function stripeChanges(change: ProductChange & PriceChange): StripeChanges {
  const { name, description, nickname, active } = change;
  const metadata = creditMetadata(change, '');
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(nickname === undefined ? {} : { nickname }),
    ...(active === undefined ? {} : { active }),
    ...(Object.keys(metadata).length > 0 ? { metadata } : {}),
  };
}

/** Credits as Stripe's metadata has them; `none` stands for what is not said, undefined leaves it out. */
export function creditMetadata(
  change: Pick<ProductChange, 'credit_amount' | 'trial_credit_amount'>,
  none?: string,
): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const name of ['credit_amount', 'trial_credit_amount'] as const) {
    const said = change[name];
    const text = typeof said === 'number' ? String(said) : said === null ? none : undefined;
    if (text !== undefined) metadata[name] = text;
  }
  return metadata;
}

type Changeable = { metadata: Stripe.Metadata };

/** The object as it is once Stripe has made the change. */
export function applied<T extends Changeable>(object: T, { metadata = {}, ...plain }: StripeChanges): T {
  const kept = Object.entries({ ...object.metadata, ...metadata }).filter(([, value]) => value !== '');
  return { ...object, ...plain, metadata: Object.fromEntries(kept) };
}

/** Whether an object is as the change wants it. */
export function isMade(object: Changeable, { metadata = {}, ...plain }: StripeChanges): boolean {
  const state = object as Changeable & Readonly<Record<string, unknown>>;
  return (
    Object.entries(plain).every(([name, value]) => (state[name] ?? '') === value) &&
    Object.entries(metadata).every(([name, value]) => (object.metadata[name] ?? '') === value)
  );
}
