import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { newId } from '../ids.js';
import { text, url } from '../params.js';
import { route } from '../route.js';
import { insert, load } from '../store.js';

const CreateParams = z.strictObject({
  configuration: text.optional(),
  customer: text,
  locale: text.optional(),
  return_url: url.optional(),
});

/** `POST /v1/billing_portal/sessions`: a page on which the customer looks after his subscription by himself. */
async function create(
  call: Call,
  params: z.output<typeof CreateParams>,
): Promise<Stripe.BillingPortal.Session> {
  const customer = await load(call, 'customer', params.customer, 'customer');
  const id = newId('bps', 24);
  return insert(call, {
    id,
    object: 'billing_portal.session',
    after_expiration: null,
    configuration: params.configuration ?? 'bpc_sandbox',
    created: call.now,
    customer: customer.id,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: null,
    on_behalf_of: null,
    return_url: params.return_url ?? null,
    url: `${call.publicUrl}/p/session/${id}`,
  } satisfies Stripe.BillingPortal.Session);
}

export const portalSessionRoutes = [route('post', '/v1/billing_portal/sessions', CreateParams, create)];
