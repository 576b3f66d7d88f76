import { z } from 'zod';
import { finalizeInvoice } from '../billing/finalize.js';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { newId } from '../ids.js';
import { buildInvoice, type Invoice } from '../objects/invoice.js';
import { lineOfItem } from '../objects/invoice-item.js';
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
import { insert, load, lock, remove, save } from '../store.js';
import { takeItems } from './invoice-items.js';

const DAY_SECONDS = 86_400;

const fields = {
  auto_advance: flag.optional(),
  description: clearable.optional(),
  metadata: metadata.optional(),
};
const CreateParams = z.strictObject({
  ...fields,
  collection_method: choice('charge_automatically', 'send_invoice').optional(),
  currency: currency.optional(),
  customer: text,
  days_until_due: integer.optional(),
  pending_invoice_items_behavior: choice('exclude', 'include').default('exclude'),
});
const UpdateParams = z.strictObject(fields);

/** `POST /v1/invoices`: a bill for what is no subscription. It stays a draft until somebody finalises it. */
async function create(call: Call, params: z.output<typeof CreateParams>): Promise<Invoice> {
  const { customer: owner, collection_method = 'charge_automatically', days_until_due } = params;
  const { name, email } = await load(call, 'customer', owner, 'customer');
  const id = newId('in', 24);
  const items = params.pending_invoice_items_behavior === 'include' ? await takeItems(call, owner, id) : [];
  const invoice = buildInvoice({
    ...present({ description: params.description }),
    id,
    auto_advance: params.auto_advance ?? false,
    billing_reason: 'manual',
    collection_method,
    created: call.now,
    currency: params.currency ?? items[0]?.currency ?? 'usd',
    customer: owner,
    customer_email: email,
    customer_name: name ?? null,
    due_date: collection_method === 'send_invoice' ? call.now + (days_until_due ?? 30) * DAY_SECONDS : null,
    effective_at: null,
    ending_balance: null,
    lines: items.map(lineOfItem),
    metadata: mergeMetadata(null, params.metadata),
    parent: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
  });
  await insert(call, invoice);
  await emit(call, 'invoice.created', invoice);
  return invoice;
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string): Promise<Invoice> {
  const before = await lock(call, 'invoice', id);
  const invoice = await save(call, updated(before, given));
  await emit(call, 'invoice.updated', invoice, before);
  return invoice;
}

async function destroy(call: Call, _params: object, id: string) {
  const invoice = await lock(call, 'invoice', id);
  if (invoice.status !== 'draft' || invoice.parent !== null)
    throw invalidRequest('You can only delete draft invoices that no subscription made.');
  await emit(call, 'invoice.deleted', invoice);
  return remove(call, invoice);
}

/** Stripe mails it to the customer, who pays on its page. */
async function send(call: Call, _params: object, id: string): Promise<Invoice> {
  const found = await lock(call, 'invoice', id);
  const invoice = found.status === 'draft' ? await finalizeInvoice(call, found) : found;
  await emit(call, 'invoice.sent', invoice);
  return invoice;
}

export const invoiceDraftRoutes = [
  route('post', '/v1/invoices', CreateParams, create),
  route('post', '/v1/invoices/:id', UpdateParams, update),
  route('delete', '/v1/invoices/:id', z.strictObject({}), destroy),
  route('post', '/v1/invoices/:id/send', z.strictObject({}), send),
];
