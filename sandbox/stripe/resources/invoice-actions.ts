import { z } from 'zod';
import { afterGivingUp, billedBy } from '../billing/after-payment.js';
import { markUncollectible, voidInvoice } from '../billing/close-invoice.js';
import { collect } from '../billing/collect.js';
import { finalizeInvoice } from '../billing/finalize.js';
import { dropPending, pendingOf } from '../billing/pending.js';
import { settleOutOfBand } from '../billing/settle.js';
import type { Call } from '../call.js';
import { invalidRequest, StripeApiError } from '../errors.js';
import type { Invoice } from '../objects/invoice.js';
import { flag, text } from '../params.js';
import { declined } from '../pay.js';
import { route } from '../route.js';
import { load, lock } from '../store.js';
import { paymentMethodOf } from './payment-methods.js';

const PayParams = z.strictObject({
  off_session: flag.optional(),
  paid_out_of_band: flag.optional(),
  payment_method: text.optional(),
});
const FinalizeParams = z.strictObject({ auto_advance: flag.optional() });

/** The invoice, held with its subscription, in one of the states that the call is for. */
export async function invoiceIn(call: Call, id: string, states: string[], wanted: string): Promise<Invoice> {
  await billedBy(call, await load(call, 'invoice', id));
  const invoice = await lock(call, 'invoice', id);
  if (states.includes(String(invoice.status))) return invoice;
  throw invalidRequest(`This invoice is ${invoice.status}: it can not be ${wanted}.`, {
    code: 'invoice_not_editable',
  });
}

/** `POST /v1/invoices/:id/pay`: a draft is finalised first. */
export async function payInvoice(call: Call, params: z.output<typeof PayParams>, id: string) {
  const found = await invoiceIn(call, id, ['draft', 'open', 'uncollectible'], 'paid');
  const invoice = found.status === 'draft' ? await finalizeInvoice(call, found) : found;
  if (invoice.status === 'paid') return invoice;
  if (params.paid_out_of_band) return settleOutOfBand(call, invoice);
  const method = params.payment_method
    ? { method: await paymentMethodOf(call, params.payment_method, String(invoice.customer)) }
    : {};
  const after = await collect(call, invoice, method);
  if (after.status === 'paid') return after;
  throw await refusal(call, after);
}

async function refusal(call: Call, { id }: Invoice): Promise<StripeApiError> {
  const { rows } = await call.tx.query<{ intent: string }>(
    `select doc #>> '{payment,payment_intent}' as intent from objects
     where type = 'invoice_payment' and doc ->> 'invoice' = $1 order by seq desc limit 1`,
    [id],
  );
  const intent = rows[0] && (await load(call, 'payment_intent', rows[0].intent));
  if (intent?.last_payment_error && intent.status !== 'requires_action') return declined(intent);
  const [code, message] =
    intent?.status === 'requires_action'
      ? ['invoice_payment_intent_requires_action', 'This payment requires additional user action.']
      : ['resource_missing', 'There is no default payment method to pay this invoice with.'];
  return new StripeApiError(402, { code, message, type: 'card_error' }, { keepsWork: true });
}

async function finalize(call: Call, params: z.output<typeof FinalizeParams>, id: string) {
  const draft = await invoiceIn(call, id, ['draft'], 'finalised');
  return finalizeInvoice(call, {
    ...draft,
    auto_advance: params.auto_advance ?? draft.auto_advance ?? false,
  });
}

/** A change that waits for the invoice is forgotten with it. */
async function voidNow(call: Call, _params: object, id: string) {
  const invoice = await invoiceIn(call, id, ['open', 'uncollectible'], 'voided');
  const subscription = await billedBy(call, invoice);
  const pending = subscription && (await pendingOf(call, subscription));
  if (subscription && pending?.invoice === id) await dropPending(call, subscription.id);
  const voided = await voidInvoice(call, invoice);
  await afterGivingUp(call, voided);
  return voided;
}

async function giveUp(call: Call, _params: object, id: string) {
  const invoice = await markUncollectible(call, await invoiceIn(call, id, ['open'], 'marked uncollectible'));
  await afterGivingUp(call, invoice);
  return invoice;
}

export const invoiceActionRoutes = [
  route('post', '/v1/invoices/:id/pay', PayParams, payInvoice),
  route('post', '/v1/invoices/:id/finalize', FinalizeParams, finalize),
  route('post', '/v1/invoices/:id/void', z.strictObject({}), voidNow),
  route('post', '/v1/invoices/:id/mark_uncollectible', z.strictObject({}), giveUp),
];
