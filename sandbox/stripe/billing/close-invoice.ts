import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import { save } from '../store.js';
import { withdrawPayments } from './settle.js';

/** Nobody has to pay the invoice any more. */
export function voidInvoice(call: Call, before: Invoice): Promise<Invoice> {
  return giveUp(call, before, 'void', 'invoice.voided');
}

/** Nobody is expected to pay the invoice any more; still it may be paid. */
export async function markUncollectible(call: Call, before: Invoice): Promise<Invoice> {
  return giveUp(call, before, 'uncollectible', 'invoice.marked_uncollectible');
}

async function giveUp(
  call: Call,
  before: Invoice,
  status: 'uncollectible' | 'void',
  event: Stripe.Event.Type,
): Promise<Invoice> {
  if (status === 'void') await withdrawPayments(call, before);
  const reached = status === 'void' ? 'voided_at' : 'marked_uncollectible_at';
  const invoice = await save(call, {
    ...before,
    auto_advance: false,
    next_payment_attempt: null,
    status,
    status_transitions: { ...before.status_transitions, [reached]: call.now },
  } satisfies Invoice);
  await emit(call, event, invoice);
  return invoice;
}

/** Stripe collects no final invoice any more of a subscription that is over; of drafts its documents promise nothing. */
export async function haltInvoices(call: Call, subscription: string): Promise<void> {
  const { rows } = await call.tx.query<{ doc: Invoice }>(
    `select doc from objects where type = 'invoice' and doc ->> 'status' = 'open'
       and doc #>> '{parent,subscription_details,subscription}' = $1 for update`,
    [subscription],
  );
  for (const { doc: before } of rows) {
    const invoice = await save(call, { ...before, auto_advance: false, next_payment_attempt: null });
    await emit(call, 'invoice.updated', invoice, before);
  }
}
