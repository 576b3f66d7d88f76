import { isUuid } from '../platform/ids.js';
import { askStripe } from './ask-stripe.js';
import { ensureCustomer } from './customers.js';
import type { BillingDeps } from './deps.js';
import { UnknownInvoice } from './errors.js';

/**
 * The address of Stripe's page, or PDF, of a customer's invoice, as of now: Stripe lets older ones lapse.
 *
 * @throws UnknownInvoice (also while there is no such page), StripeUnavailable, StripeRefused
 */
export async function invoicePage(
  { db, stripe }: BillingDeps,
  { user_id, invoice_id, form }: { user_id: string; invoice_id: string; form: 'page' | 'pdf' },
): Promise<string> {
  const known = isUuid(invoice_id)
    ? await db.maybeOne<{ stripe_id: string }>(
        'SELECT stripe_id FROM invoices WHERE id = $1 AND user_id = $2',
        [invoice_id, user_id],
      )
    : undefined;
  if (!known) throw new UnknownInvoice();
  const invoice = await askStripe(() => stripe.invoices.retrieve(known.stripe_id));
  const url = form === 'pdf' ? invoice.invoice_pdf : invoice.hosted_invoice_url;
  if (!url) throw new UnknownInvoice();
  return url;
}

/**
 * Opens Stripe's own portal for a customer, who comes back to `path`. It changes nothing by itself and lapses within
 * minutes, so no operation is written down for it; what he does there comes back as events.
 *
 * @returns the address to send him to
 * @throws StripeUnavailable, StripeRefused, NotFound (no such open account)
 */
export async function openStripePortal(
  deps: BillingDeps,
  { user_id, path }: { user_id: string; path: string },
): Promise<string> {
  const customer = await ensureCustomer(deps, user_id);
  const return_url = `${deps.config.PUBLIC_URL.replace(/\/+$/, '')}${path}`;
  const open = () => deps.stripe.billingPortal.sessions.create({ customer, return_url });
  return (await askStripe(open)).url;
}
