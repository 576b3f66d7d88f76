import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildProduct } from '../objects/product.js';
import {
  clearable,
  currency,
  flag,
  integer,
  mergeMetadata,
  metadata,
  present,
  text,
  updated,
  url,
} from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { insert, load, lock, remove, save } from '../store.js';
import { createPrice, recurring } from './prices.js';

const fields = {
  active: flag.optional(),
  description: clearable.optional(),
  images: z.array(url).max(8).optional(),
  marketing_features: z.array(z.strictObject({ name: text })).optional(),
  metadata: metadata.optional(),
  statement_descriptor: text.optional(),
  tax_code: clearable.optional(),
  unit_label: clearable.optional(),
  url: clearable.optional(),
};
const CreateParams = z.strictObject({
  ...fields,
  id: text.optional(),
  name: text,
  default_price_data: z
    .strictObject({
      currency,
      unit_amount: integer,
      recurring: recurring.optional(),
      metadata: metadata.optional(),
    })
    .optional(),
});
const UpdateParams = z.strictObject({
  ...fields,
  name: text.optional(),
  default_price: clearable.optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  active: flag.optional(),
  ids: z.array(text).optional(),
});

async function create(call: Call, { default_price_data, ...given }: z.output<typeof CreateParams>) {
  if (given.id) await refuseExisting(call, given.id);
  const product = buildProduct({
    created: call.now,
    ...present(given),
    metadata: mergeMetadata(null, given.metadata),
  });
  await insert(call, product);
  await emit(call, 'product.created', product);
  if (!default_price_data) return product;
  const price = await createPrice(call, { ...default_price_data, product: product.id });
  return save(call, { ...product, default_price: price.id });
}

async function refuseExisting(call: Call, id: string): Promise<void> {
  const { rowCount } = await call.tx.query('select from objects where id = $1', [id]);
  if (rowCount)
    throw invalidRequest('Product already exists.', { code: 'resource_already_exists', param: 'id' });
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'product', id);
  if (given.default_price) await load(call, 'price', given.default_price, 'default_price');
  const product = { ...updated(before, given), updated: call.now };
  await save(call, product);
  await emit(call, 'product.updated', product, before);
  return product;
}

async function destroy(call: Call, _params: object, id: string) {
  const product = await lock(call, 'product', id);
  const { rowCount } = await call.tx.query(
    "select from objects where type = 'price' and doc ->> 'product' = $1 limit 1",
    [id],
  );
  if (rowCount)
    throw invalidRequest('This product cannot be deleted because it has one or more user-created prices.');
  await emit(call, 'product.deleted', product);
  return remove(call, product);
}

const SEARCHABLE = ['active', 'description', 'name', 'url'];

export const productRoutes = [
  route('post', '/v1/products', CreateParams, create),
  route('get', '/v1/products', ListParams, (call, { active, ids, ...page }) =>
    list(call, 'product', '/v1/products', page, { active, id: ids }),
  ),
  searchRoute('product', SEARCHABLE),
  route('get', '/v1/products/:id', z.strictObject({}), (call, _params, id) => load(call, 'product', id)),
  route('post', '/v1/products/:id', UpdateParams, update),
  route('delete', '/v1/products/:id', z.strictObject({}), destroy),
];
