import type { Action } from 'adminjs';
import { now } from '../../src/platform/clock.js';
import { customerLedger } from '../../src/support/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { LedgerQuery, PERIOD_QUERY, periodOf } from './ledger-query.js';
import { parse } from './parse.js';

/** Why a customer's balance is what it is, and a period of his ledger. */
export function showLedger({ db }: AdminDeps): Partial<Action<never>> {
  const query = [...PERIOD_QUERY, 'at', 'cursor', 'told'];
  return recordAction(
    { permission: 'customers.read', method: 'GET', query },
    async ({ actor, id, query: asked }) => {
      const { at, cursor, told, ...days } = parse(LedgerQuery, asked);
      const period = periodOf(days, await now(db));
      const wish = {
        customer_id: id,
        period,
        ...(at && { at }),
        ...(cursor && { cursor }),
        ...(told && { told }),
      };
      return { ledger: await customerLedger(db, actor, wish) };
    },
  );
}
