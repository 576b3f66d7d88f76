import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { previewRefund, requestRefund } from '../../src/billing/index.js';
import { formatMoney, parseMoney } from '../../src/platform/money.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { FormKey, parse, Reason, Ticket } from './parse.js';

const Policy = z.enum(['unused', 'full', 'keep'], 'Choose what happens to the credits.');
const Preview = z.strictObject({ amount: z.string().max(40).optional(), policy: Policy });
const Refund = z.strictObject({
  amount: z.string('Enter an amount.').max(40),
  policy: Policy,
  reason: Reason,
  ticket: Ticket,
  notify: z.boolean(),
  key: FormKey,
});

const OPENING = { permission: 'payments.refund', method: 'POST' } as const;

/** What a refund of this amount would do, while it is typed. Without an amount: all that is left. */
export function previewRefundOfPayment({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, record, body }) => {
    const { amount, policy } = parse(Preview, body);
    const amount_minor = amount === undefined ? undefined : parseMoney(amount, record.param('currency'));
    return { preview: await previewRefund(db, { actor, payment_id: id, amount_minor, policy }) };
  });
}

/** Refunds a payment, once for each form, after a recent proof of who it is. */
export function refundPayment({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, record, body, session }) => {
    requireRecentAuthentication(session);
    const { amount, ...form } = parse(Refund, body);
    const amount_minor = parseMoney(amount, record.param('currency'));
    const refund = await db.transaction((tx) =>
      requestRefund(tx, { actor, payment_id: id, amount_minor, ...form }),
    );
    return {
      notice: {
        type: 'success',
        message: `${formatMoney(refund.amount_minor, refund.currency)} is on its way back.`,
      },
    };
  });
}
