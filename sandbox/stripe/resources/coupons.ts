import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { invalidRequest, missingParameter } from '../errors.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildCoupon } from '../objects/coupon.js';
import {
  amount,
  choice,
  clearable,
  currency,
  integer,
  mergeMetadata,
  metadata,
  present,
  text,
  updated,
} from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, remove, save } from '../store.js';

const percent = text.transform(Number).refine((share) => share > 0 && share <= 100, 'Invalid percent_off');
const CreateParams = z.strictObject({
  amount_off: amount.optional(),
  currency: currency.optional(),
  duration: choice('forever', 'once', 'repeating').default('once'),
  duration_in_months: integer.optional(),
  id: text.optional(),
  max_redemptions: integer.optional(),
  metadata: metadata.optional(),
  name: text.optional(),
  percent_off: percent.optional(),
  redeem_by: integer.optional(),
});
const UpdateParams = z.strictObject({ metadata: metadata.optional(), name: clearable.optional() });

async function create(call: Call, given: z.output<typeof CreateParams>): Promise<Stripe.Coupon> {
  if ((given.amount_off === undefined) === (given.percent_off === undefined))
    throw invalidRequest('You must pass either `amount_off` or `percent_off`.');
  if (given.amount_off !== undefined && !given.currency) throw missingParameter('currency');
  const coupon = buildCoupon({
    ...present(given),
    created: call.now,
    metadata: mergeMetadata(null, given.metadata),
  });
  await insert(call, coupon);
  await emit(call, 'coupon.created', coupon);
  return coupon;
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string): Promise<Stripe.Coupon> {
  const before = await lock(call, 'coupon', id);
  const coupon = await save(call, updated(before, given));
  await emit(call, 'coupon.updated', coupon, before);
  return coupon;
}

async function destroy(call: Call, _params: object, id: string) {
  const coupon = await lock(call, 'coupon', id);
  await emit(call, 'coupon.deleted', coupon);
  return remove(call, coupon);
}

export const couponRoutes = [
  route('post', '/v1/coupons', CreateParams, create),
  route('get', '/v1/coupons', z.strictObject({ ...pageParams, ...createdParam }), (call, page) =>
    list(call, 'coupon', '/v1/coupons', page),
  ),
  route('get', '/v1/coupons/:id', z.strictObject({}), (call, _params, id) => load(call, 'coupon', id)),
  route('post', '/v1/coupons/:id', UpdateParams, update),
  route('delete', '/v1/coupons/:id', z.strictObject({}), destroy),
];
