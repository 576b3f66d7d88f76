import { z } from 'zod';
import { choice, clearable, flag, integer, metadata, text } from '../params.js';

const item = z.strictObject({
  id: text.optional(),
  price: text.optional(),
  quantity: integer.optional(),
  metadata: metadata.optional(),
});

/** In this sandbox a subscription begins with one item. */
export const ItemParam = z.array(item).max(1);

/** Coupons and codes to be used, and discounts to be kept. */
const discount = z.strictObject({
  coupon: text.optional(),
  discount: text.optional(),
  promotion_code: text.optional(),
});
/** An empty value takes them all away. */
export const DiscountsParam = z.union([z.literal('').transform(() => []), z.array(discount).max(20)]);

export const proration = choice('always_invoice', 'create_prorations', 'none');
/** Since endive an object, not a word. */
export const anchor = z.strictObject({ type: choice('now', 'unchanged') });
const optionalTime = z.union([z.literal('').transform(() => null), integer]);

const trialSettings = z.strictObject({
  end_behavior: z.strictObject({ missing_payment_method: choice('cancel', 'create_invoice', 'pause') }),
});
const cancellation = z.strictObject({
  comment: clearable.optional(),
  feedback: clearable.optional(),
});

export const CreateParams = z.strictObject({
  cancel_at_period_end: flag.optional(),
  customer: text,
  default_payment_method: text.optional(),
  description: text.optional(),
  discounts: DiscountsParam.optional(),
  items: ItemParam.min(1),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  payment_behavior: choice('allow_incomplete', 'default_incomplete', 'error_if_incomplete').optional(),
  payment_settings: z
    .strictObject({ save_default_payment_method: choice('off', 'on_subscription').optional() })
    .optional(),
  proration_behavior: proration.optional(),
  trial_end: integer.optional(),
  trial_period_days: integer.optional(),
  trial_settings: trialSettings.optional(),
});

export const UpdateParams = z.strictObject({
  billing_cycle_anchor: anchor.optional(),
  cancel_at: optionalTime.optional(),
  cancel_at_period_end: flag.optional(),
  cancellation_details: cancellation.optional(),
  default_payment_method: clearable.optional(),
  description: clearable.optional(),
  discounts: DiscountsParam.optional(),
  items: ItemParam.optional(),
  metadata: metadata.optional(),
  off_session: flag.optional(),
  pause_collection: z
    .union([
      z.literal('').transform(() => null),
      z.strictObject({
        behavior: choice('keep_as_draft', 'mark_uncollectible', 'void'),
        resumes_at: integer.optional(),
      }),
    ])
    .optional(),
  payment_behavior: choice(
    'allow_incomplete',
    'default_incomplete',
    'error_if_incomplete',
    'pending_if_incomplete',
  ).optional(),
  proration_behavior: proration.optional(),
  trial_end: choice('now').optional(),
});

export const CancelParams = z.strictObject({
  cancellation_details: cancellation.optional(),
  invoice_now: flag.optional(),
  prorate: flag.optional(),
});

export const ResumeParams = z.strictObject({
  billing_cycle_anchor: anchor.optional(),
  payment_behavior: choice('resume_on_payment_attempt', 'resume_on_payment_success').optional(),
  proration_behavior: proration.optional(),
});

export type UpdateParams = z.output<typeof UpdateParams>;
