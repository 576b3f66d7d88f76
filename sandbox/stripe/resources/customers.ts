import { z } from 'zod';
import { endSubscription } from '../billing/end.js';
import { isOver } from '../billing/plan.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildCustomer } from '../objects/customer.js';
import {
  address,
  clearable,
  email,
  integer,
  mergeMetadata,
  metadata,
  present,
  text,
  updated,
} from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { insert, load, lock, remove, save } from '../store.js';
import { attach, paymentMethodFor } from './payment-methods.js';

const fields = {
  address: address.optional(),
  balance: integer.optional(),
  description: clearable.optional(),
  email: z.union([email, z.literal('').transform(() => null)]).optional(),
  metadata: metadata.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
};
const invoiceSettings = z.strictObject({ default_payment_method: clearable.optional() });
const CreateParams = z.strictObject({
  ...fields,
  invoice_settings: invoiceSettings.optional(),
  payment_method: text.optional(),
});
const UpdateParams = z.strictObject({ ...fields, invoice_settings: invoiceSettings.optional() });
const ListParams = z.strictObject({ ...pageParams, ...createdParam, email: text.optional() });

async function create(
  call: Call,
  { invoice_settings, payment_method, ...given }: z.output<typeof CreateParams>,
) {
  const customer = buildCustomer({
    created: call.now,
    ...present(given),
    metadata: mergeMetadata(null, given.metadata),
  });
  await insert(call, customer);
  await emit(call, 'customer.created', customer);
  const method = payment_method
    ? await attach(call, await paymentMethodFor(call, payment_method), customer.id)
    : null;
  const chosen = invoice_settings?.default_payment_method;
  if (!chosen) return customer;
  // A test id such as `pm_card_visa` names the method that was just made of it.
  const default_payment_method = chosen === payment_method && method ? method.id : chosen;
  await requireOwnMethod(call, customer.id, default_payment_method);
  return save(call, {
    ...customer,
    invoice_settings: { ...customer.invoice_settings, default_payment_method },
  });
}

async function update(call: Call, { invoice_settings, ...given }: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'customer', id);
  await requireOwnMethod(call, id, invoice_settings?.default_payment_method);
  const customer = {
    ...updated(before, given),
    invoice_settings: { ...before.invoice_settings, ...present(invoice_settings ?? {}) },
  };
  await save(call, customer);
  await emit(call, 'customer.updated', customer, before);
  return customer;
}

async function requireOwnMethod(call: Call, customer: string, id: string | null | undefined): Promise<void> {
  if (!id) return;
  const param = 'invoice_settings[default_payment_method]';
  const method = await load(call, 'payment_method', id, param);
  if (method.customer === customer) return;
  const message = `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`;
  throw invalidRequest(message, { code: 'resource_missing', param });
}

/** What a customer is subscribed to ends with him, at once. */
async function destroy(call: Call, _params: object, id: string) {
  const customer = await lock(call, 'customer', id);
  const { data } = await list(call, 'subscription', '', { limit: 100 }, { customer: id });
  for (const subscription of data)
    if (!isOver(subscription)) await endSubscription(call, subscription, 'cancellation_requested');
  await emit(call, 'customer.deleted', customer);
  return remove(call, customer);
}

/** A deleted customer is still answered, as the stub that says so. */
async function retrieve(call: Call, _params: object, id: string) {
  const { rows } = await call.tx.query<{ doc: object }>(
    "select doc from objects where id = $1 and type = 'customer' and deleted",
    [id],
  );
  return rows[0]?.doc ?? load(call, 'customer', id);
}

export const customerRoutes = [
  route('post', '/v1/customers', CreateParams, create),
  route('get', '/v1/customers', ListParams, (call, params) =>
    list(call, 'customer', '/v1/customers', params, { email: params.email }),
  ),
  searchRoute('customer', ['created', 'email', 'name', 'phone']),
  route('get', '/v1/customers/:id', z.strictObject({}), retrieve),
  route('post', '/v1/customers/:id', UpdateParams, update),
  route('delete', '/v1/customers/:id', z.strictObject({}), destroy),
];
