import type { Action, ActionContext, ActionRequest, BaseRecord } from 'adminjs';
import type { SessionData } from 'express-session';
import type { Actor, Permission } from '../../src/accounts/index.js';
import type { CurrentOperator } from '../guard/operator.js';
import type { Opening } from '../guard/action.js';
import { holders } from '../resources/define.js';

export interface RecordCall {
  readonly actor: Actor;
  /** The record's id as it stands in its address. */
  readonly id: string;
  readonly record: BaseRecord;
  /** What was sent, unparsed. */
  readonly body: unknown;
  readonly session: Partial<SessionData>;
}

/**
 * An action on one record, closed to all but the holders of a permission, and to all methods but its own. What
 * `work` answers goes to the page beside the record, which AdminJS insists on.
 */
export function recordAction(
  { permission, ...opening }: Opening & { permission: Permission },
  work: (call: RecordCall) => Promise<object>,
): Partial<Action<never>> {
  return {
    actionType: 'record',
    isAccessible: holders(permission),
    isVisible: true,
    component: false,
    custom: opening,
    handler: (async (request: ActionRequest, _response: unknown, context: ActionContext) => {
      const { record } = context;
      if (!record) throw new Error('AdminJS called a record action without a record');
      const operator = context.currentAdmin as unknown as CurrentOperator & { session: Partial<SessionData> };
      const { actor, session } = operator;
      const answer = await work({ actor, id: record.id(), record, body: request.payload, session });
      return { record: record.toJSON(context.currentAdmin), ...answer };
    }) as never,
  };
}
