import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { createdParam, list, pageParams } from '../lists.js';
import { clearable, metadata, text, updated } from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { load, lock, save } from '../store.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  payment_intent: text.optional(),
});
const UpdateParams = z.strictObject({
  description: clearable.optional(),
  metadata: metadata.optional(),
  receipt_email: clearable.optional(),
});

const SEARCHABLE = [
  'amount',
  'billing_details.address.postal_code',
  'created',
  'currency',
  'customer',
  'disputed',
  'payment_method_details.card.brand',
  'payment_method_details.card.exp_month',
  'payment_method_details.card.exp_year',
  'payment_method_details.card.fingerprint',
  'payment_method_details.card.last4',
  'refunded',
  'status',
];

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'charge', id);
  const charge = updated(before, given);
  await save(call, charge);
  await emit(call, 'charge.updated', charge, before);
  return charge;
}

export const chargeRoutes = [
  route('get', '/v1/charges', ListParams, (call, { customer, payment_intent, ...page }) =>
    list(call, 'charge', '/v1/charges', page, { customer, payment_intent }),
  ),
  searchRoute('charge', SEARCHABLE),
  route('get', '/v1/charges/:id', z.strictObject({}), (call, _params, id) => load(call, 'charge', id)),
  route('post', '/v1/charges/:id', UpdateParams, update),
];
