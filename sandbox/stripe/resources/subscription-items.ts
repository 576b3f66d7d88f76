import { z } from 'zod';
import { itemOf } from '../billing/plan.js';
import type { Call } from '../call.js';
import { invalidRequest, noSuch } from '../errors.js';
import { pageParams } from '../lists.js';
import type { Subscription } from '../objects/subscription.js';
import type { SubscriptionItem } from '../objects/subscription-item.js';
import { integer, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';
import { UpdateParams } from './subscription-params.js';
import { updateSubscription } from './subscription-update.js';

const { off_session, payment_behavior, proration_behavior } = UpdateParams.shape;

const ChangeParams = z.strictObject({
  off_session,
  payment_behavior,
  price: text.optional(),
  proration_behavior,
  quantity: integer.optional(),
});

/** The item is kept inside its subscription. */
async function subscriptionWith(call: Call, id: string): Promise<Subscription> {
  const { rows } = await call.tx.query<{ doc: Subscription }>(
    "select doc from objects where type = 'subscription' and doc #>> '{items,data,0,id}' = $1",
    [id],
  );
  if (!rows[0]) throw noSuch('subscription_item', id);
  return rows[0].doc;
}

/** The same change as one of the subscription that names the item. */
async function change(
  call: Call,
  { price, quantity, ...how }: z.output<typeof ChangeParams>,
  id: string,
): Promise<SubscriptionItem> {
  const subscription = await subscriptionWith(call, id);
  return itemOf(
    await updateSubscription(call, { items: [{ id, price, quantity }], ...how }, subscription.id),
  );
}

export const subscriptionItemRoutes = [
  route(
    'get',
    '/v1/subscription_items',
    z.strictObject({ ...pageParams, subscription: text }),
    async (call, { subscription }) => (await load(call, 'subscription', subscription, 'subscription')).items,
  ),
  route('get', '/v1/subscription_items/:id', z.strictObject({}), async (call, _params, id) =>
    itemOf(await subscriptionWith(call, id)),
  ),
  route('post', '/v1/subscription_items/:id', ChangeParams, change),
  route('delete', '/v1/subscription_items/:id', z.looseObject({}), async (call, _params, id) => {
    await subscriptionWith(call, id);
    throw invalidRequest('A subscription must have at least one active plan.');
  }),
];
