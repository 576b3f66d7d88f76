import { z } from 'zod';
import { createdParam, list, pageParams } from '../lists.js';
import { choice, text } from '../params.js';
import { route } from '../route.js';
import { searchRoute } from '../search.js';
import { load } from '../store.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  customer: text.optional(),
  status: choice('draft', 'open', 'paid', 'uncollectible', 'void').optional(),
  subscription: text.optional(),
});

const SEARCHABLE = ['created', 'currency', 'customer', 'number', 'status', 'total'];

export const invoiceRoutes = [
  route('get', '/v1/invoices', ListParams, (call, { customer, status, subscription, ...page }) =>
    list(call, 'invoice', '/v1/invoices', page, {
      customer,
      status,
      'parent.subscription_details.subscription': subscription,
    }),
  ),
  searchRoute('invoice', SEARCHABLE),
  route('get', '/v1/invoices/:id/lines', z.strictObject(pageParams), async (call, _params, id) => {
    const { lines } = await load(call, 'invoice', id);
    return lines;
  }),
  route('get', '/v1/invoices/:id', z.strictObject({}), (call, _params, id) => load(call, 'invoice', id)),
];
