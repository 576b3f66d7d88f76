import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { newId } from '../ids.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildCheckoutSession, type LineItem } from '../objects/checkout-session.js';
import {
  choice,
  clearable,
  email,
  flag,
  integer,
  mergeMetadata,
  metadata,
  present,
  text,
  url,
} from '../params.js';
import { route } from '../route.js';
import { hiddenOf, insert, load, lock, save } from '../store.js';
import { setTimer } from '../timers.js';
import { buyItems, ItemsParam } from './checkout-items.js';
import { cancelIntent } from './payment-intents.js';

const LIFE_SECONDS = 24 * 3600;
const LIFE_MIN_SECONDS = 30 * 60;

const CreateParams = z.strictObject({
  allow_promotion_codes: flag.optional(),
  cancel_url: url.optional(),
  client_reference_id: text.optional(),
  customer: text.optional(),
  customer_creation: choice('always', 'if_required').optional(),
  customer_email: email.optional(),
  expires_at: integer.optional(),
  line_items: ItemsParam,
  metadata: metadata.optional(),
  mode: choice('payment', 'setup', 'subscription'),
  payment_intent_data: z
    .strictObject({
      description: clearable.optional(),
      metadata: metadata.optional(),
      receipt_email: email.optional(),
      setup_future_usage: choice('off_session', 'on_session').optional(),
    })
    .optional(),
  submit_type: choice('auto', 'book', 'donate', 'pay').optional(),
  success_url: url.optional(),
  ui_mode: choice('hosted_page').optional(),
});
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  payment_intent: text.optional(),
  status: choice('open', 'complete', 'expired').optional(),
});

type Session = Stripe.Checkout.Session;

/** What a session keeps to itself until it is paid. */
export interface SessionPlan {
  items: LineItem[];
  intent: {
    description?: string | null;
    metadata: Record<string, string>;
    receipt_email?: string;
    setup_future_usage?: 'off_session' | 'on_session';
  };
}

async function create(call: Call, params: z.output<typeof CreateParams>) {
  refuseUnsupported(call, params);
  const customer = params.customer ? await load(call, 'customer', params.customer, 'customer') : null;
  const items = await buyItems(call, params.line_items);
  const id = newId('cs_test', 58);
  const { allow_promotion_codes, cancel_url, client_reference_id, customer_email, submit_type, success_url } =
    params;
  const session = buildCheckoutSession({
    ...present({
      allow_promotion_codes,
      cancel_url,
      client_reference_id,
      customer_email,
      submit_type,
      success_url,
    }),
    id,
    amount_total: items.reduce((sum, item) => sum + item.amount_total, 0),
    created: call.now,
    currency: items[0]?.currency ?? 'usd',
    customer: customer?.id ?? null,
    customer_creation: customer ? null : (params.customer_creation ?? 'if_required'),
    customer_details: detailsOf(customer?.email ?? customer_email ?? null, customer?.name ?? null),
    expires_at: params.expires_at ?? call.now + LIFE_SECONDS,
    metadata: mergeMetadata(null, params.metadata),
    url: `${call.publicUrl}/c/pay/${id}`,
  });
  await insert(call, session, {
    items,
    intent: {
      ...params.payment_intent_data,
      metadata: mergeMetadata(null, params.payment_intent_data?.metadata),
    },
  });
  await setTimer(call, 'checkout.expire', id, session.expires_at);
  return session;
}

function refuseUnsupported(call: Call, params: z.output<typeof CreateParams>): void {
  if (params.mode !== 'payment') {
    throw invalidRequest(`The sandbox has no Checkout in ${params.mode} mode.`, { param: 'mode' });
  }
  if (!params.success_url) throw missingParameter('success_url');
  if (params.customer && params.customer_email) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.');
  }
  const life = (params.expires_at ?? call.now + LIFE_SECONDS) - call.now;
  if (life < LIFE_MIN_SECONDS - 60 || life > LIFE_SECONDS + 60) {
    const message =
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.';
    throw invalidRequest(message, { param: 'expires_at' });
  }
}

/** What Stripe says of the payer, known from the start or from what he typed. */
export function detailsOf(
  mail: string | null,
  name: string | null,
): Stripe.Checkout.Session.CustomerDetails | null {
  if (mail === null && name === null) return null;
  const nothing = { address: null, business_name: null, individual_name: null, phone: null };
  return { ...nothing, email: mail, name, tax_exempt: 'none', tax_ids: null };
}

async function expire(call: Call, _params: object, id: string) {
  const session = await lock(call, 'checkout.session', id);
  if (session.status === 'open') return expireNow(call, session);
  throw invalidRequest(
    `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "${session.status}".`,
  );
}

async function expireNow(call: Call, before: Session): Promise<Session> {
  const session = await save(call, { ...before, status: 'expired', url: null } satisfies Session);
  if (typeof session.payment_intent === 'string') {
    await cancelIntent(call, await lock(call, 'payment_intent', session.payment_intent), 'expired');
  }
  await emit(call, 'checkout.session.expired', session);
  return session;
}

export const checkoutTimers = {
  'checkout.expire': async (call: Call, id: string) => {
    const session = await lock(call, 'checkout.session', id);
    if (session.status === 'open') await expireNow(call, session);
  },
};

/** What the session keeps to itself. */
export async function planOf(call: Call, session: { id: string }): Promise<SessionPlan> {
  return (await hiddenOf(call, session.id)) as unknown as SessionPlan;
}

/** The session's line items as a list; shown only when asked for. */
export async function lineItemsOf(call: Call, session: { id: string }) {
  const { items } = await planOf(call, session);
  return {
    object: 'list',
    data: items,
    has_more: false,
    url: `/v1/checkout/sessions/${session.id}/line_items`,
  };
}

export const checkoutSessionRoutes = [
  route('post', '/v1/checkout/sessions', CreateParams, create),
  route('get', '/v1/checkout/sessions', ListParams, (call, { customer, payment_intent, status, ...page }) =>
    list(call, 'checkout.session', '/v1/checkout/sessions', page, { customer, payment_intent, status }),
  ),
  route('get', '/v1/checkout/sessions/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'checkout.session', id),
  ),
  route('post', '/v1/checkout/sessions/:id/expire', z.strictObject({}), expire),
  route(
    'get',
    '/v1/checkout/sessions/:id/line_items',
    z.strictObject(pageParams),
    async (call, _params, id) => lineItemsOf(call, await load(call, 'checkout.session', id)),
  ),
];
