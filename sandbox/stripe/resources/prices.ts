import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildPrice, buildProduct } from '../objects/product.js';
import type { Price } from '../objects/types.js';
import {
  choice,
  clearable,
  currency,
  flag,
  integer,
  mergeMetadata,
  metadata,
  present,
  text,
  updated,
} from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { insert, load, lock, save } from '../store.js';

export const recurring = z.strictObject({
  interval: choice('day', 'week', 'month', 'year'),
  interval_count: integer.default(1),
  usage_type: choice('licensed').default('licensed'),
});

const taxBehavior = choice('inclusive', 'exclusive', 'unspecified');
const CreateParams = z.strictObject({
  active: flag.optional(),
  billing_scheme: choice('per_unit').optional(),
  currency,
  lookup_key: text.optional(),
  metadata: metadata.optional(),
  nickname: text.optional(),
  product: text.optional(),
  product_data: z.strictObject({ name: text, metadata: metadata.optional() }).optional(),
  recurring: recurring.optional(),
  tax_behavior: taxBehavior.optional(),
  transfer_lookup_key: flag.optional(),
  unit_amount: integer,
});
const UpdateParams = z.strictObject({
  active: flag.optional(),
  lookup_key: clearable.optional(),
  metadata: metadata.optional(),
  nickname: clearable.optional(),
  tax_behavior: taxBehavior.optional(),
  transfer_lookup_key: flag.optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  active: flag.optional(),
  currency: currency.optional(),
  lookup_keys: z.array(text).max(10).optional(),
  product: text.optional(),
  type: choice('one_time', 'recurring').optional(),
});

type CreatePrice = z.output<typeof CreateParams>;

export async function createPrice(call: Call, params: CreatePrice): Promise<Price> {
  const { product_data, recurring: period, transfer_lookup_key, ...given } = params;
  const product = await productFor(call, params);
  if (given.lookup_key) await freeLookupKey(call, given.lookup_key, transfer_lookup_key);
  const price = buildPrice({
    created: call.now,
    ...present(given),
    product,
    metadata: mergeMetadata(null, given.metadata),
    recurring: period ? { meter: null, trial_period_days: null, ...period } : null,
  });
  await insert(call, price);
  await emit(call, 'price.created', price);
  return price;
}

async function productFor(call: Call, { product, product_data }: CreatePrice): Promise<string> {
  if (product) return (await load(call, 'product', product, 'product')).id;
  if (!product_data) throw missingParameter('product');
  const { name, metadata } = product_data;
  const made = buildProduct({ created: call.now, name, metadata: mergeMetadata(null, metadata) });
  await insert(call, made);
  await emit(call, 'product.created', made);
  return made.id;
}

/** A lookup key belongs to one price; it moves only when the caller says so. */
async function freeLookupKey(call: Call, key: string, transfer = false): Promise<void> {
  const { rows } = await call.tx.query<{ doc: Price }>(
    "select doc from objects where type = 'price' and doc ->> 'lookup_key' = $1 for update",
    [key],
  );
  const holder = rows[0]?.doc;
  if (!holder) return;
  if (!transfer) {
    const message = `A price (${holder.id}) already uses that lookup key.`;
    throw invalidRequest(message, { code: 'resource_already_exists', param: 'lookup_key' });
  }
  await save(call, { ...holder, lookup_key: null });
}

async function update(call: Call, params: z.output<typeof UpdateParams>, id: string) {
  const { transfer_lookup_key, ...given } = params;
  const before = await lock(call, 'price', id);
  if (given.active === false) await refuseDefault(call, before);
  const takesKey = given.lookup_key && given.lookup_key !== before.lookup_key;
  if (takesKey && given.lookup_key) await freeLookupKey(call, given.lookup_key, transfer_lookup_key);
  const price = updated(before, given);
  await save(call, price);
  await emit(call, 'price.updated', price, before);
  return price;
}

/** A default price cannot be archived: the product's `default_price` has to be emptied, or be another, first. */
async function refuseDefault(call: Call, { id, product }: Price): Promise<void> {
  const { default_price } = await load(call, 'product', String(product));
  if (default_price === id)
    throw invalidRequest('This price cannot be archived because it is the default price of its product.');
}

const SEARCHABLE = ['active', 'currency', 'lookup_key', 'product', 'type'];

export const priceRoutes = [
  route('post', '/v1/prices', CreateParams, createPrice),
  route('get', '/v1/prices', ListParams, (call, { lookup_keys, active, currency, product, type, ...page }) =>
    list(call, 'price', '/v1/prices', page, { lookup_key: lookup_keys, active, currency, product, type }),
  ),
  searchRoute('price', SEARCHABLE),
  route('get', '/v1/prices/:id', z.strictObject({}), (call, _params, id) => load(call, 'price', id)),
  route('post', '/v1/prices/:id', UpdateParams, update),
];
