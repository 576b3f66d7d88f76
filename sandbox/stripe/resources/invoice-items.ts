import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import type { Invoice } from '../objects/invoice.js';
import { buildInvoiceItem, type InvoiceItem, lineOfItem } from '../objects/invoice-item.js';
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
} from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, remove, save } from '../store.js';

const CreateParams = z.strictObject({
  amount: integer,
  currency,
  customer: text,
  description: clearable.optional(),
  invoice: text.optional(),
  metadata: metadata.optional(),
});
const UpdateParams = z.strictObject({
  amount: integer.optional(),
  description: clearable.optional(),
  metadata: metadata.optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  invoice: text.optional(),
  pending: flag.optional(),
});

async function create(call: Call, given: z.output<typeof CreateParams>): Promise<InvoiceItem> {
  await load(call, 'customer', given.customer, 'customer');
  const draft = given.invoice ? await draftFor(call, given.invoice, given) : null;
  const item = buildInvoiceItem({
    ...present(given),
    date: call.now,
    metadata: mergeMetadata(null, given.metadata),
  });
  await insert(call, item);
  await emit(call, 'invoiceitem.created', item);
  if (draft) await addTo(call, draft, item);
  return item;
}

/** The draft that an item is put on at once, where it does not wait for the customer's next one. */
async function draftFor(
  call: Call,
  id: string,
  { customer, currency: asked }: Pick<InvoiceItem, 'currency'> & { customer: string },
): Promise<Invoice> {
  const invoice = await lock(call, 'invoice', id, 'invoice');
  const refuse = (message: string) => invalidRequest(message, { param: 'invoice' });
  if (invoice.status !== 'draft') throw refuse(`Invoice ${id} is no draft: it can no longer be changed.`);
  if (invoice.customer !== customer) throw refuse(`Invoice ${id} is another customer's.`);
  if (invoice.currency !== asked) throw refuse(`Invoice ${id} is in ${invoice.currency}.`);
  if (invoice.total_discount_amounts?.length)
    throw refuse('The sandbox puts no items on an invoice with discounts.');
  return invoice;
}

async function addTo(call: Call, before: Invoice, item: InvoiceItem): Promise<void> {
  const line = { ...lineOfItem(item), invoice: before.id };
  const total = before.total + item.amount;
  const amount_due = Math.max(total, 0);
  const invoice = await save(call, {
    ...before,
    amount_due,
    amount_remaining: amount_due,
    lines: { ...before.lines, data: [...before.lines.data, line] },
    subtotal: total,
    subtotal_excluding_tax: total,
    total,
    total_excluding_tax: total,
  });
  await emit(call, 'invoice.updated', invoice, before);
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string) {
  const before = await pending(call, id);
  return save(call, updated(before, given));
}

async function destroy(call: Call, _params: object, id: string) {
  const item = await pending(call, id);
  await emit(call, 'invoiceitem.deleted', item);
  return remove(call, item);
}

/** The item, which no invoice has taken yet. */
async function pending(call: Call, id: string): Promise<InvoiceItem> {
  const item = await lock(call, 'invoiceitem', id);
  if (item.invoice === null) return item;
  throw invalidRequest('This invoice item is part of an invoice: it can not be changed any more.');
}

/** What waits for a customer's next invoice, oldest first; from now on it belongs to this one. */
export async function takeItems(call: Call, customer: string, invoice: string): Promise<InvoiceItem[]> {
  const { rows } = await call.tx.query<{ doc: InvoiceItem }>(
    `select doc from objects where type = 'invoiceitem' and not deleted and customer = $1 and doc ->> 'invoice' is null
     order by created, seq for update`,
    [customer],
  );
  for (const { doc } of rows) await save(call, { ...doc, invoice });
  return rows.map(({ doc }) => doc);
}

export const invoiceItemRoutes = [
  route('post', '/v1/invoiceitems', CreateParams, create),
  route('get', '/v1/invoiceitems', ListParams, (call, { customer, invoice, pending: waits, ...page }) =>
    list(call, 'invoiceitem', '/v1/invoiceitems', page, { customer, invoice: waits ? null : invoice }),
  ),
  route('get', '/v1/invoiceitems/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'invoiceitem', id),
  ),
  route('post', '/v1/invoiceitems/:id', UpdateParams, update),
  route('delete', '/v1/invoiceitems/:id', z.strictObject({}), destroy),
];
