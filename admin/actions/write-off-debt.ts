import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { formatCredits, writeOffDebt } from '../../src/credits/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { Credits, FormKey, parse, Reason, Ticket } from './parse.js';

const WriteOff = z.strictObject({
  amount: Credits,
  reason: Reason,
  ticket: Ticket,
  notify: z.boolean(),
  key: FormKey,
});

/** Forgives what a customer owes, once for each form, after a recent proof of who it is. */
export function writeOffDebtOfCustomer({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(
    { permission: 'debts.write_off', method: 'POST' },
    async ({ actor, id, body, session }) => {
      requireRecentAuthentication(session);
      const request = { actor, wallet_id: id, ...parse(WriteOff, body) };
      const { write_off } = await db.transaction((tx) => writeOffDebt(tx, request));
      const { before, after } = write_off;
      const message = `Done: ${formatCredits(before.debt)} → ${formatCredits(after.debt)} credits owed.`;
      return { notice: { type: 'success', message } };
    },
  );
}
