import type Stripe from 'stripe';
import { creditAmountOf } from '../credit-amount.js';

/** What Stripe's product says to us. Credits are whole ones; `fault` is what keeps all its prices from being sold. */
export interface ProductTerms {
  name: string;
  description: string;
  credit_amount: number | null;
  trial_credit_amount: number | null;
  active: boolean;
  fault: string | null;
}

/** The same of a price; what it leaves open its product says. */
export interface PriceTerms {
  nickname: string;
  credit_amount: number | null;
  active: boolean;
  fault: string | null;
}

/** What a price and its product come to: whole credits a unit and period, and whether it can be bought. */
export interface OfferTerms {
  credits: number | null;
  for_sale: boolean;
  fault: string | null;
}

export const CREDITS_MISSING = 'credit_amount is missing from the metadata of both the price and its product';

export type ProductSaid = Pick<Stripe.Product, 'name' | 'description' | 'active' | 'metadata'>;

export function productTerms({ name, description, active, metadata }: ProductSaid): ProductTerms {
  const { credit_amount, fault } = creditAmountOf(metadata);
  const trial = creditAmountOf(metadata, 'trial_credit_amount');
  return {
    name,
    description: description ?? '',
    credit_amount,
    trial_credit_amount: trial.credit_amount,
    active,
    fault: fault ?? trial.fault,
  };
}

export type PriceSaid = Pick<
  Stripe.Price,
  'nickname' | 'active' | 'metadata' | 'recurring' | 'unit_amount' | 'billing_scheme'
>;

export function priceTerms(price: PriceSaid): PriceTerms {
  const { credit_amount, fault } = creditAmountOf(price.metadata);
  const { nickname, active } = price;
  return { nickname: nickname ?? '', credit_amount, active, fault: unsupported(price) ?? fault };
}

function unsupported({ recurring, unit_amount, billing_scheme }: PriceSaid): string | null {
  if (recurring && (recurring.interval_count !== 1 || !['month', 'year'].includes(recurring.interval))) {
    return `billed every ${recurring.interval_count} ${recurring.interval}: only each month or each year is supported`;
  }
  if (billing_scheme !== 'per_unit' || !unit_amount)
    return 'only prices with one fixed amount above zero are supported';
  return null;
}

export function offerTerms(product: ProductTerms, price: PriceTerms): OfferTerms {
  const credits = price.credit_amount ?? product.credit_amount;
  const fault = price.fault ?? product.fault ?? (credits === null ? CREDITS_MISSING : null);
  return { credits, for_sale: product.active && price.active && fault === null, fault };
}
