import type Stripe from 'stripe';
import { z } from 'zod';
import type { Call } from '../call.js';
import { emit } from '../emit.js';
import { createdParam, list, pageParams } from '../lists.js';
import { buildPromotionCode } from '../objects/coupon.js';
import { choice, flag, integer, mergeMetadata, metadata, present, text, updated } from '../params.js';
import { route } from '../route.js';
import { insert, load, lock, save } from '../store.js';

const CreateParams = z.strictObject({
  active: flag.optional(),
  code: text.optional(),
  customer: text.optional(),
  expires_at: integer.optional(),
  max_redemptions: integer.optional(),
  metadata: metadata.optional(),
  promotion: z.strictObject({ coupon: text, type: choice('coupon') }),
});
const UpdateParams = z.strictObject({ active: flag.optional(), metadata: metadata.optional() });
const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  active: flag.optional(),
  code: text.optional(),
  coupon: text.optional(),
});

async function create(call: Call, given: z.output<typeof CreateParams>): Promise<Stripe.PromotionCode> {
  await load(call, 'coupon', given.promotion.coupon, 'promotion[coupon]');
  const code = buildPromotionCode({
    ...present(given),
    created: call.now,
    metadata: mergeMetadata(null, given.metadata),
    promotion: given.promotion,
  });
  await insert(call, code);
  await emit(call, 'promotion_code.created', code);
  return code;
}

async function update(call: Call, given: z.output<typeof UpdateParams>, id: string) {
  const before = await lock(call, 'promotion_code', id);
  const code = await save(call, updated(before, given));
  await emit(call, 'promotion_code.updated', code, before);
  return code;
}

export const promotionCodeRoutes = [
  route('post', '/v1/promotion_codes', CreateParams, create),
  route('get', '/v1/promotion_codes', ListParams, (call, { active, code, coupon, ...page }) =>
    list(call, 'promotion_code', '/v1/promotion_codes', page, { active, code, 'promotion.coupon': coupon }),
  ),
  route('get', '/v1/promotion_codes/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'promotion_code', id),
  ),
  route('post', '/v1/promotion_codes/:id', UpdateParams, update),
];
