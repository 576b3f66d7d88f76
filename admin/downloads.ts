import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Router } from 'express';
import { z } from 'zod';
import { requirePermission } from '../src/accounts/index.js';
import { now } from '../src/platform/clock.js';
import { BYTE_ORDER_MARK } from '../src/platform/csv.js';
import { exportLedger } from '../src/support/index.js';
import { PERIOD_QUERY, PeriodQuery, periodOf } from './actions/ledger-query.js';
import { parse } from './actions/parse.js';
import type { AdminDeps } from './deps.js';
import { operatorOf } from './guard/operator.js';
import { checkedQuery } from './guard/query.js';
import { Refusal } from './guard/refusal.js';

/** Files that operators take out, streamed as they are read. */
export function downloads({ db, receiptFile }: AdminDeps): Router {
  const router = express.Router();
  router.get('/payments/:id/receipt.pdf', async (req, res) => {
    requirePermission(operatorOf(req).actor, 'payments.read');
    const { name, pdf } = await receiptFile(String(req.params.id));
    res.type('application/pdf').set('Content-Disposition', `attachment; filename="${name}"`);
    await pipeline(pdf, res);
  });
  return router.get('/customers/:id/ledger.csv', async (req, res) => {
    const id = z.uuid().safeParse(req.params.id);
    if (!id.success) throw new Refusal(404, 'There is no such customer.');
    const search = new URL(req.originalUrl, 'http://localhost').searchParams;
    const period = periodOf(parse(PeriodQuery, checkedQuery(PERIOD_QUERY, search)), await now(db));
    const rows = await exportLedger(db, operatorOf(req).actor, { customer_id: id.data, period });
    res
      .type('text/csv; charset=utf-8')
      .set('Content-Disposition', `attachment; filename="ledger-${id.data}.csv"`);
    res.write(BYTE_ORDER_MARK);
    await pipeline(Readable.from(rows), res);
  });
}
