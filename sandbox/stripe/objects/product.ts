import type Stripe from 'stripe';
import { newId } from '../ids.js';
import type { Price } from './types.js';

type GivenProduct = Partial<Stripe.Product> & { created: number; name: string };

/** A complete product. `created` in Unix seconds. */
export function buildProduct(given: GivenProduct): Stripe.Product {
  return {
    id: newId('prod'),
    object: 'product',
    active: true,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: given.created,
    url: null,
    ...given,
  };
}

type GivenPrice = Partial<Price> & {
  created: number;
  currency: string;
  product: string;
  unit_amount: number;
};

/** A complete price per unit; recurring when `recurring` is given. `unit_amount` in minor units. */
export function buildPrice(given: GivenPrice): Price {
  return {
    id: newId('price', 24),
    object: 'price',
    active: true,
    billing_scheme: 'per_unit',
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? 'recurring' : 'one_time',
    unit_amount_decimal: String(given.unit_amount),
    ...given,
  };
}
