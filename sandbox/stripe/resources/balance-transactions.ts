import { z } from 'zod';
import { createdParam, list, pageParams } from '../lists.js';
import { currency, text } from '../params.js';
import { route } from '../route.js';
import { load } from '../store.js';

const ListParams = z.strictObject({
  ...pageParams,
  ...createdParam,
  currency: currency.optional(),
  source: text.optional(),
  type: text.optional(),
});

export const balanceTransactionRoutes = [
  route('get', '/v1/balance_transactions', ListParams, (call, { source, type, currency, ...page }) =>
    list(call, 'balance_transaction', '/v1/balance_transactions', page, { source, type, currency }),
  ),
  route('get', '/v1/balance_transactions/:id', z.strictObject({}), (call, _params, id) =>
    load(call, 'balance_transaction', id),
  ),
];
