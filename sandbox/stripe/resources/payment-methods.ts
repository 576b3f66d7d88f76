import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { cardByNumber, cardByTestId, type TestCard } from '../cards.js';
import { emit } from '../emit.js';
import { cardError, invalidRequest, missingParameter } from '../errors.js';
import { markDetached, refuseDetached, testCardOf } from '../hidden-card.js';
import { list, pageParams } from '../lists.js';
import { buildPaymentMethod, cardDetails, NO_BILLING_DETAILS } from '../objects/payment-method.js';
import { address, choice, clearable, integer, mergeMetadata, metadata, present, text } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, save } from '../store.js';

const YEARS_VALID = 5;

const billingDetails = z.strictObject({
  address: address.optional(),
  email: clearable.optional(),
  name: clearable.optional(),
  phone: clearable.optional(),
});
const CreateParams = z.strictObject({
  billing_details: billingDetails.optional(),
  card: z.strictObject({
    cvc: text.optional(),
    exp_month: integer.optional(),
    exp_year: integer.optional(),
    number: text.optional(),
    token: text.optional(),
  }),
  metadata: metadata.optional(),
  type: choice('card'),
});
const UpdateParams = z.strictObject({
  billing_details: billingDetails.optional(),
  card: z.strictObject({ exp_month: integer.optional(), exp_year: integer.optional() }).optional(),
  metadata: metadata.optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  customer: text.optional(),
  type: choice('card').optional(),
});
const CustomerListParams = z.strictObject({ ...pageParams, type: choice('card').optional() });

type Method = Stripe.PaymentMethod;

/** Makes a new payment method from a test card. */
export async function createPaymentMethod(
  call: Call,
  card: TestCard,
  given: Partial<Method> = {},
): Promise<Method> {
  const expYear = new Date(call.now * 1000).getUTCFullYear() + YEARS_VALID;
  const method = buildPaymentMethod({ created: call.now, card: cardDetails(card, expYear), ...given });
  return insert(call, method, hiddenCard(card));
}

/** What is stored beside a payment method, hidden: the number, which decides how the card behaves. */
function hiddenCard(card: TestCard): { number: string } {
  return { number: card.number };
}

/** The stored payment method with this id, or a new one when the id is a test id such as `pm_card_visa`. */
export async function paymentMethodFor(call: Call, id: string, param = 'payment_method'): Promise<Method> {
  const card = cardByTestId(id);
  return card ? createPaymentMethod(call, card) : load(call, 'payment_method', id, param);
}

/**
 * The payment method for a payment of this customer (or of nobody). Throws where it is somebody else's, or was
 * taken away from its customer: then it can never be used again.
 */
export async function paymentMethodOf(
  call: Call,
  id: string,
  customer: string | Stripe.Customer | Stripe.DeletedCustomer | null | undefined,
): Promise<Method> {
  const method = await paymentMethodFor(call, id);
  await refuseDetached(call, method);
  if (method.customer && method.customer !== customer) {
    const message = customer
      ? `The PaymentMethod ${id} does not belong to the Customer you supplied. Please use this PaymentMethod with the Customer that it belongs to instead.`
      : `The PaymentMethod ${id} belongs to a Customer. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`;
    throw invalidRequest(message, { param: 'payment_method' });
  }
  return method;
}

/** Attaches to a customer, which the issuers of most declining cards refuse. */
export async function attach(call: Call, method: Method, customer: string): Promise<Method> {
  if (method.customer && method.customer !== customer) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.');
  }
  await refuseDetached(call, method);
  const { attaches, declines } = await testCardOf(call, method);
  if (!attaches && declines) {
    throw cardError({ code: declines.code, decline_code: declines.declineCode, message: declines.message });
  }
  const attached = await save(call, { ...method, customer });
  await emit(call, 'payment_method.attached', attached);
  return attached;
}

async function create(call: Call, { card, billing_details, metadata: given }: z.output<typeof CreateParams>) {
  if (!card.number && !card.token) throw missingParameter('card[number]');
  const found = card.number ? cardByNumber(card.number) : cardByTestId(card.token ?? '');
  if (!found) {
    throw cardError({ code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' });
  }
  const method = await createPaymentMethod(call, found, {
    billing_details: { ...NO_BILLING_DETAILS, ...present(billing_details ?? {}) },
    metadata: mergeMetadata(null, given),
  });
  if (!method.card) return method;
  const expiry = present({ exp_month: card.exp_month, exp_year: card.exp_year });
  return save(call, { ...method, card: { ...method.card, ...expiry } });
}

async function update(
  call: Call,
  { billing_details, card, metadata: given }: z.output<typeof UpdateParams>,
  id: string,
) {
  const before = await lock(call, 'payment_method', id);
  const method = {
    ...before,
    ...(before.card && card ? { card: { ...before.card, ...present(card) } } : {}),
    billing_details: { ...before.billing_details, ...present(billing_details ?? {}) },
    metadata: mergeMetadata(before.metadata, given),
  };
  await save(call, method);
  await emit(call, 'payment_method.updated', method, before);
  return method;
}

async function attachTo(call: Call, { customer }: { customer: string }, id: string) {
  await load(call, 'customer', customer, 'customer');
  return attach(call, await paymentMethodFor(call, id, 'id'), customer);
}

async function detach(call: Call, _params: object, id: string) {
  const before = await lock(call, 'payment_method', id);
  if (!before.customer)
    throw invalidRequest('The payment method you provided is not attached to a customer.');
  const method = await save(call, { ...before, customer: null });
  await markDetached(call, method);
  await emit(call, 'payment_method.detached', method, before);
  await forgetDefault(call, String(before.customer), id);
  return method;
}

/** A customer's default that is taken away leaves none. */
async function forgetDefault(call: Call, customerId: string, method: string): Promise<void> {
  const before = await lock(call, 'customer', customerId);
  if (before.invoice_settings.default_payment_method !== method) return;
  const invoice_settings = { ...before.invoice_settings, default_payment_method: null };
  const customer = await save(call, { ...before, invoice_settings });
  await emit(call, 'customer.updated', customer, before);
}

export const paymentMethodRoutes = [
  route('post', '/v1/payment_methods', CreateParams, create),
  route('get', '/v1/payment_methods', ListParams, (call, { customer, type, ...page }) =>
    list(call, 'payment_method', '/v1/payment_methods', page, { customer, type }),
  ),
  route('get', '/v1/payment_methods/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'payment_method', id),
  ),
  route('post', '/v1/payment_methods/:id', UpdateParams, update),
  route('post', '/v1/payment_methods/:id/attach', z.strictObject({ customer: text }), attachTo),
  route('post', '/v1/payment_methods/:id/detach', z.strictObject({}), detach),
  route(
    'get',
    '/v1/customers/:id/payment_methods',
    CustomerListParams,
    async (call, { type, ...page }, id) => {
      const customer = await load(call, 'customer', id);
      const url = `/v1/customers/${id}/payment_methods`;
      return list(call, 'payment_method', url, page, { customer: customer.id, type });
    },
  ),
];
