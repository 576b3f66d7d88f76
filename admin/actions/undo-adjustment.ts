import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { undoAdjustment } from '../../src/credits/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { FormKey, parse, Reason, Ticket } from './parse.js';

/** An adjustment is undone once, whatever the key: it is its own. */
const Undo = z.strictObject({ adjustment_id: z.uuid(), reason: Reason, ticket: Ticket, key: FormKey });

/** Undoes an adjustment of a customer's credits, after a recent proof of who it is. */
export function undoAdjustmentOfCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(
    { permission: 'credits.adjust', method: 'POST' },
    async ({ actor, id, body, session }) => {
      requireRecentAuthentication(session);
      const { adjustment_id, reason, ticket } = parse(Undo, body);
      await db.transaction((tx) =>
        undoAdjustment(tx, { actor, wallet_id: id, adjustment_id, reason, ticket }),
      );
      return { notice: { type: 'success', message: 'The adjustment is undone.' } };
    },
  );
}
