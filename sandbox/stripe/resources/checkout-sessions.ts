import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { sells, takeOff } from '../checkout-discounts.js';
import { discountOf } from '../coupons.js';
import { emit } from '../emit.js';
import { invalidRequest } from '../errors.js';
import { newId } from '../ids.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildCheckoutSession } from '../objects/checkout-session.js';
import { choice, mergeMetadata, present, text } from '../params.js';
import { route } from '../route.js';
import { planOf } from '../session-plan.js';
import { cancelSetup, createSetup } from '../setup.js';
import { insert, load, lock, save } from '../store.js';
import { setTimer } from '../timers.js';
import { buyItems } from './checkout-items.js';
import { LIFE_SECONDS, refuseUnsupported, SessionParams } from './checkout-params.js';
import { cancelIntent } from './payment-intents.js';
import { trialEnd } from './subscription-create.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  payment_intent: text.optional(),
  status: choice('open', 'complete', 'expired').optional(),
});

type Session = Stripe.Checkout.Session;

/** A session that begins a subscription always asks for a card. */
const SUBSCRIBES = { mode: 'subscription', payment_method_collection: 'always' } as const;

/** A session that only saves a card has its intent from the start, and no money. */
async function savesCard(call: Call, params: SessionParams) {
  const { description, metadata: given } = params.setup_intent_data ?? {};
  const intent = await createSetup(call, {
    ...present({ customer: params.customer, description }),
    created: call.now,
    metadata: mergeMetadata(null, given),
  });
  return {
    amount_total: null,
    currency: params.currency ?? null,
    mode: 'setup',
    payment_method_collection: 'always',
    payment_status: 'no_payment_required',
    setup_intent: intent.id,
    total_details: null,
  } as const;
}

async function create(call: Call, params: SessionParams) {
  refuseUnsupported(call, params);
  const customer = params.customer ? await load(call, 'customer', params.customer, 'customer') : null;
  const { mode, subscription_data = {} } = params;
  const [asked] = params.discounts ?? [];
  const discount = asked ? await discountOf(call, asked) : null;
  const full = params.line_items && mode !== 'setup' ? await buyItems(call, params.line_items, mode) : [];
  const items = discount ? takeOff(full, discount) : full;
  const trial = trialEnd(call, subscription_data);
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
    ...(mode === 'setup' ? await savesCard(call, params) : sells(items, discount, trial)),
    ...(mode === 'subscription' ? SUBSCRIBES : {}),
    created: call.now,
    customer: customer?.id ?? null,
    customer_creation:
      customer || mode === 'subscription' ? null : (params.customer_creation ?? 'if_required'),
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
    subscription: {
      ...present({ description: subscription_data.description }),
      metadata: mergeMetadata(null, subscription_data.metadata),
      trial_end: trial,
    },
  });
  await setTimer(call, 'checkout.expire', id, session.expires_at);
  return session;
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
  const { subscription_intent } = await planOf(call, session);
  if (subscription_intent?.startsWith('pi_'))
    await cancelIntent(call, await lock(call, 'payment_intent', subscription_intent), 'expired');
  if (subscription_intent?.startsWith('seti_'))
    await cancelSetup(call, await lock(call, 'setup_intent', subscription_intent), null);
  if (typeof session.payment_intent === 'string') {
    await cancelIntent(call, await lock(call, 'payment_intent', session.payment_intent), 'expired');
  }
  if (typeof session.setup_intent === 'string') {
    await cancelSetup(call, await lock(call, 'setup_intent', session.setup_intent), null);
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
  route('post', '/v1/checkout/sessions', SessionParams, create),
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
