import type Stripe from 'stripe';
import { z } from 'zod';
import { askForLess } from '../billing/ask-for-less.js';
import { settle, withdrawPayments } from '../billing/settle.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildCreditNote, type CreditNote } from '../objects/credit-note.js';
import type { Invoice } from '../objects/invoice.js';
import { amount, choice, clearable, integer, mergeMetadata, metadata, text } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, save } from '../store.js';
import { createRefund } from './refunds.js';

const line = z.strictObject({
  description: text.optional(),
  quantity: integer.default(1),
  type: choice('custom_line_item'),
  unit_amount: amount,
});
const CreateParams = z.strictObject({
  amount: amount.optional(),
  invoice: text,
  lines: z.array(line).optional(),
  memo: clearable.optional(),
  metadata: metadata.optional(),
  out_of_band_amount: amount.optional(),
  reason: choice('duplicate', 'fraudulent', 'order_change', 'product_unsatisfactory').optional(),
  refund_amount: amount.optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  invoice: text.optional(),
});

/** Of an open invoice it takes a part off; of a paid one it says how a part went back. */
async function create(
  call: Call,
  { lines = [], ...given }: z.output<typeof CreateParams>,
): Promise<CreditNote> {
  const listed = lines.reduce((sum, { unit_amount, quantity }) => sum + unit_amount * quantity, 0);
  const params = { ...given, amount: given.amount ?? listed };
  if (params.amount === 0) throw missingParameter('amount');
  const invoice = await lock(call, 'invoice', params.invoice, 'invoice');
  const isPaid = invoice.status === 'paid';
  refuse(invoice, params);
  const refund = params.refund_amount ? await refundOf(call, invoice, params.refund_amount) : null;
  const earlier = await list(call, 'credit_note', '', { limit: 100 }, { invoice: invoice.id });
  const note = buildCreditNote({
    amount: params.amount,
    created: call.now,
    description: params.memo ?? `Credit for ${invoice.number}`,
    invoice,
    memo: params.memo ?? null,
    metadata: mergeMetadata(null, params.metadata),
    number: `${invoice.number}-CN-${String(earlier.data.length + 1).padStart(2, '0')}`,
    out_of_band_amount: params.out_of_band_amount ?? null,
    reason: params.reason ?? null,
    refunds: refund
      ? [{ amount_refunded: refund.amount, payment_record_refund: null, refund: refund.id, type: 'refund' }]
      : [],
    ...(isPaid
      ? { post_payment_amount: params.amount, type: 'post_payment' }
      : { pre_payment_amount: params.amount, type: 'pre_payment' }),
  });
  await insert(call, note);
  await emit(call, 'credit_note.created', note);
  await (isPaid ? countCredited(call, invoice, note.amount) : takeOff(call, invoice, note.amount));
  return note;
}

type Credit = Pick<z.output<typeof CreateParams>, 'refund_amount' | 'out_of_band_amount'> & {
  amount: number;
};

function refuse(invoice: Invoice, params: Credit): void {
  const { status, amount_remaining, amount_paid, post_payment_credit_notes_amount: credited } = invoice;
  if (status !== 'paid' && status !== 'open')
    throw invalidRequest(`A credit note can not be made for an invoice that is ${status}.`, {
      param: 'invoice',
    });
  const left = status === 'paid' ? amount_paid - credited : amount_remaining;
  if (params.amount > left)
    throw invalidRequest(`The amount is greater than what is left of the invoice (${left}).`, {
      param: 'amount',
    });
  const returned = (params.refund_amount ?? 0) + (params.out_of_band_amount ?? 0);
  if (returned === (status === 'paid' ? params.amount : 0)) return;
  throw invalidRequest(
    'The sum of `refund_amount` and `out_of_band_amount` must equal what was paid of the amount.',
  );
}

async function refundOf(call: Call, { id }: Invoice, given: number): Promise<Stripe.Refund> {
  const { data } = await list(call, 'invoice_payment', '', { limit: 1 }, { invoice: id, status: 'paid' });
  const intent = data[0]?.payment.payment_intent;
  if (!intent) throw invalidRequest('The invoice was not paid by a payment that can be refunded.');
  return createRefund(call, { amount: given, payment_intent: String(intent) });
}

async function countCredited(call: Call, before: Invoice, given: number): Promise<void> {
  const post_payment_credit_notes_amount = before.post_payment_credit_notes_amount + given;
  const invoice = await save(call, { ...before, post_payment_credit_notes_amount });
  await emit(call, 'invoice.updated', invoice, before);
}

/** There is less to pay; nothing, and the invoice is paid. */
async function takeOff(call: Call, before: Invoice, given: number): Promise<void> {
  const amount_due = before.amount_due - given;
  const invoice = await save(call, {
    ...before,
    amount_due,
    amount_remaining: amount_due,
    pre_payment_credit_notes_amount: before.pre_payment_credit_notes_amount + given,
  });
  await emit(call, 'invoice.updated', invoice, before);
  const { data } = await list(
    call,
    'invoice_payment',
    '',
    { limit: 1 },
    { invoice: invoice.id, status: 'open' },
  );
  const [payment] = data;
  if (amount_due === 0) {
    await withdrawPayments(call, invoice);
    await settle(call, invoice);
  } else if (payment) await askForLess(call, payment, amount_due);
}

export const creditNoteRoutes = [
  route('post', '/v1/credit_notes', CreateParams, create),
  route('get', '/v1/credit_notes', ListParams, (call, { customer, invoice, ...page }) =>
    list(call, 'credit_note', '/v1/credit_notes', page, { customer, invoice }),
  ),
  route('get', '/v1/credit_notes/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'credit_note', id),
  ),
];
