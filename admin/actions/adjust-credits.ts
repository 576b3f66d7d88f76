import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { adjustCredits, formatCredits, previewAdjustment } from '../../src/credits/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { Credits, endOfDay, FormKey, parse, Reason, Ticket } from './parse.js';

const wish = {
  direction: z.enum(['up', 'down'], 'Choose whether to give or take.'),
  amount: Credits,
  type: z.enum(['pay_as_you_go', 'promotional']).optional(),
  expires_at: z.iso.date('Choose a date.').transform(endOfDay).optional(),
};
const Preview = z.strictObject(wish);
const Adjustment = z.strictObject({
  ...wish,
  reason: Reason,
  ticket: Ticket,
  notify: z.boolean(),
  key: FormKey,
});

const OPENING = { permission: 'credits.adjust', method: 'POST' } as const;

/** What an adjustment would do, while it is typed. */
export function previewAdjustmentOfCredits({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ id, body }) => ({
    preview: await previewAdjustment(db, { wallet_id: id, ...parse(Preview, body) }),
  }));
}

/** Gives or takes credits, once for each form, after a recent proof of who it is. */
export function adjustCreditsOfCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body, session }) => {
    requireRecentAuthentication(session);
    const request = { actor, wallet_id: id, ...parse(Adjustment, body) };
    const { adjustment } = await db.transaction((tx) => adjustCredits(tx, request));
    const { before, after } = adjustment;
    const message = `Done: ${formatCredits(before.available)} → ${formatCredits(after.available)} credits available.`;
    return { notice: { type: 'success', message } };
  });
}
