import type { Action } from 'adminjs';
import { z } from 'zod';
import { may, requireRecentAuthentication } from '../../src/accounts/index.js';
import { formatCredits } from '../../src/credits/index.js';
import { changeServiceCost, costHistory } from '../../src/services/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';
import { Credits, FormKey, parse, Reason, Ticket } from './parse.js';

const Change = z.strictObject({ cost: Credits, reason: Reason, ticket: Ticket, key: FormKey });

/** A service with what it has cost, and whether this operator may change that. */
export function showService({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction({ permission: 'services.read', method: 'GET' }, async ({ actor, id }) => ({
    page: { costs: await costHistory(db, id), may_change: may(actor.role, 'services.write') },
  }));
}

/** Changes what a service costs from now on, after a recent proof of who it is. */
export function changeCostOfService({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(
    { permission: 'services.write', method: 'POST' },
    async ({ actor, id: service_id, body, session }) => {
      requireRecentAuthentication(session);
      const { key: _key, ...change } = parse(Change, body);
      const { name, before, after } = await db.transaction((tx) =>
        changeServiceCost(tx, { actor, service_id, ...change }),
      );
      const message = `${name}: ${formatCredits(before)} → ${formatCredits(after)} credits from now on.`;
      return { notice: { type: 'success', message } };
    },
  );
}
