import type Stripe from 'stripe';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import type { Invoice } from '../objects/invoice.js';
import { pay } from '../pay.js';
import { load, lock, save } from '../store.js';
import { afterFailure, nextAttempt } from './dunning.js';
import { openPaymentOf, settle } from './settle.js';

export interface Collection {
  /** The card to charge, where it is not the subscription's or the customer's default. */
  method?: Stripe.PaymentMethod;
  /** Where the payer goes after a challenge, when he is there. */
  returnUrl?: string;
  /** Stripe tries by itself: the attempt counts, and another follows if it fails. */
  automatic?: boolean;
  /** Nothing follows a failure: the caller sees to that. */
  once?: boolean;
}

/** Tries to have an open invoice paid, and answers it as it is then. */
export async function collect(call: Call, invoice: Invoice, how: Collection = {}): Promise<Invoice> {
  const method = how.method ?? (await defaultMethodFor(call, invoice));
  const payment = await openPaymentOf(call, invoice);
  if (!method || !payment) return fail(call, invoice, how, false);
  const intent = await lock(call, 'payment_intent', String(payment.payment.payment_intent));
  const offSession = how.returnUrl === undefined;
  const after = await pay(call, intent, { method, offSession, returnUrl: how.returnUrl, waits: true });
  return follow(call, invoice, after, how);
}

/** An intent has been paid or declined by whatever way: the invoice that it is to pay follows, if there is one. */
export async function followIntent(call: Call, intent: Stripe.PaymentIntent): Promise<Invoice | null> {
  const invoice = await invoiceOf(call, intent.id);
  return invoice && invoice.status !== 'paid' ? follow(call, invoice, intent, {}) : null;
}

async function follow(
  call: Call,
  invoice: Invoice,
  intent: Stripe.PaymentIntent,
  how: Collection,
): Promise<Invoice> {
  if (intent.status === 'succeeded') return settle(call, invoice);
  return fail(call, invoice, how, intent.status === 'requires_action');
}

/** The first attempt counts, and then those that Stripe makes by itself. */
async function fail(call: Call, before: Invoice, how: Collection, asks: boolean): Promise<Invoice> {
  const counts = how.automatic === true || before.attempt_count === 0;
  const attempt_count = before.attempt_count + (counts ? 1 : 0);
  const next =
    counts && !how.once ? await nextAttempt(call, before, attempt_count) : before.next_payment_attempt;
  const invoice = await save(call, {
    ...before,
    attempt_count,
    attempted: true,
    next_payment_attempt: next,
  } satisfies Invoice);
  await emit(call, 'invoice.updated', invoice, before);
  if (asks) await emit(call, 'invoice.payment_action_required', invoice);
  await emit(call, 'invoice.payment_failed', invoice);
  if (counts && !how.once) await afterFailure(call, invoice);
  return load(call, 'invoice', invoice.id);
}

/** The subscription's card, else the customer's default; null where there is neither. */
export async function defaultMethodFor(
  call: Call,
  { parent, customer: owner }: Invoice,
): Promise<Stripe.PaymentMethod | null> {
  const id = parent?.subscription_details?.subscription;
  const subscription = id ? await load(call, 'subscription', String(id)) : null;
  const customer = await load(call, 'customer', String(owner));
  const method = subscription?.default_payment_method ?? customer.invoice_settings.default_payment_method;
  if (!method) return null;
  const found = await load(call, 'payment_method', String(method));
  return found.customer === owner ? found : null;
}

async function invoiceOf(call: Call, intent: string): Promise<Invoice | null> {
  const { rows } = await call.tx.query<{ invoice: string }>(
    `select doc ->> 'invoice' as invoice from objects
     where type = 'invoice_payment' and doc #>> '{payment,payment_intent}' = $1`,
    [intent],
  );
  return rows[0] ? lock(call, 'invoice', rows[0].invoice) : null;
}
