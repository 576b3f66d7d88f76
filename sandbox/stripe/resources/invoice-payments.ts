import { z } from 'zod';
import { createdParam, list, pageParams } from '../lists.js';
import { choice, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  invoice: text.optional(),
  payment: z.strictObject({ payment_intent: text.optional(), type: choice('payment_intent') }).optional(),
  status: choice('canceled', 'open', 'paid').optional(),
});

/** The way from a payment to its invoice: intents and charges no longer name it themselves. */
export const invoicePaymentRoutes = [
  route('get', '/v1/invoice_payments', ListParams, (call, { invoice, payment, status, ...page }) =>
    list(call, 'invoice_payment', '/v1/invoice_payments', page, {
      invoice,
      status,
      'payment.payment_intent': payment?.payment_intent,
    }),
  ),
  route('get', '/v1/invoice_payments/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'invoice_payment', id),
  ),
];
