import { z } from 'zod';
import { applyChange } from '../billing/change.js';
import { addItem, removeItem } from '../billing/items.js';
import type { Call } from '../call.js';
import { noSuch } from '../errors.js';
import { pageParams } from '../lists.js';
import type { Subscription } from '../objects/subscription.js';
import type { SubscriptionItem } from '../objects/subscription-item.js';
import { integer, text } from '../params.js';
import { route } from '../route.js';
import { load, lock } from '../store.js';
import { recurringPrice } from './subscription-create.js';
import { UpdateParams } from './subscription-params.js';
import { dropOlderChange, refuseOver, updateSubscription } from './subscription-update.js';

const { off_session, payment_behavior, proration_behavior } = UpdateParams.shape;

const ChangeParams = z.strictObject({
  off_session,
  payment_behavior,
  price: text.optional(),
  proration_behavior,
  quantity: integer.optional(),
});

const CreateParams = z.strictObject({
  payment_behavior,
  price: text,
  proration_behavior,
  quantity: integer.optional(),
  subscription: text,
});
const DeleteParams = z.looseObject({ proration_behavior });

/** The item is kept inside its subscription. */
async function subscriptionWith(call: Call, id: string): Promise<Subscription> {
  const { rows } = await call.tx.query<{ doc: Subscription }>(
    "select doc from objects where type = 'subscription' and doc #> '{items,data}' @> $1",
    [JSON.stringify([{ id }])],
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
  await updateSubscription(call, { items: [{ id, price, quantity }], ...how }, subscription.id);
  return itemIn(await subscriptionWith(call, id), id);
}

function itemIn({ items }: Subscription, id: string): SubscriptionItem {
  const item = items.data.find((each) => each.id === id);
  if (!item) throw noSuch('subscription_item', id);
  return item;
}

/** What somebody sells to a subscriber beside his plan. */
export async function createItem(
  call: Call,
  params: z.output<typeof CreateParams>,
): Promise<SubscriptionItem> {
  const before = await changeable(call, params.subscription);
  const { quantity = 1, proration_behavior: proration = 'create_prorations' } = params;
  const price = await recurringPrice(call, params.price, 'price');
  const changed = await addItem(call, before, { price, quantity, proration });
  await applyChange(call, before, changed, params.payment_behavior ?? 'allow_incomplete');
  return changed.subscription.items.data.at(-1) as SubscriptionItem;
}

export async function deleteItem(call: Call, params: z.output<typeof DeleteParams>, id: string) {
  const before = await changeable(call, (await subscriptionWith(call, id)).id);
  const { proration_behavior: proration = 'create_prorations' } = params;
  const changed = await removeItem(call, before, { id, proration });
  await applyChange(call, before, changed, 'allow_incomplete');
  return { id, object: 'subscription_item', deleted: true };
}

/** The subscription, held, without a change that waits: another one takes its place. */
async function changeable(call: Call, id: string): Promise<Subscription> {
  const subscription = await lock(call, 'subscription', id);
  refuseOver(subscription);
  await dropOlderChange(call, subscription);
  return load(call, 'subscription', id);
}

export const subscriptionItemRoutes = [
  route(
    'get',
    '/v1/subscription_items',
    z.strictObject({ ...pageParams, subscription: text }),
    async (call, { subscription }) => (await load(call, 'subscription', subscription, 'subscription')).items,
  ),
  route('get', '/v1/subscription_items/:id', z.strictObject({}), async (call, _params, id) =>
    itemIn(await subscriptionWith(call, id), id),
  ),
  route('post', '/v1/subscription_items', CreateParams, createItem),
  route('post', '/v1/subscription_items/:id', ChangeParams, change),
  route('delete', '/v1/subscription_items/:id', DeleteParams, deleteItem),
];
