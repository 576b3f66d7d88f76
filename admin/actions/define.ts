import type { Action, ActionContext, ActionRequest, BaseRecord } from 'adminjs';
import type { SessionData } from 'express-session';
import type { Actor, Permission } from '../../src/accounts/index.js';
import type { Opening } from '../guard/action.js';
import type { CurrentOperator } from '../guard/operator.js';
import { holders } from '../resources/define.js';

interface Call {
  readonly actor: Actor;
  /** What was sent, unparsed. */
  readonly body: unknown;
  readonly session: Partial<SessionData>;
  /** The parameters of the address, of those that the action's opening names. */
  readonly query: Readonly<Record<string, string>>;
}

interface RecordCall extends Call {
  /** The record's id as it stands in its address. */
  readonly id: string;
  readonly record: BaseRecord;
}

type Opened = Opening & { readonly permission: Permission };

/**
 * An action on one record, closed to all but the holders of a permission, and to all methods but its own. What
 * `work` answers goes to the page beside the record, which AdminJS insists on.
 */
export function recordAction(
  opened: Opened,
  work: (call: RecordCall) => Promise<object>,
): Partial<Action<never>> {
  return action('record', opened, async (call, context) => {
    const { record } = context;
    if (!record) throw new Error('AdminJS called a record action without a record');
    const answer = await work({ ...call, id: record.id(), record });
    return { record: record.toJSON(context.currentAdmin), ...answer };
  });
}

/** The same for an action on the list as a whole. */
export function resourceAction(
  opened: Opened,
  work: (call: Call) => Promise<object>,
): Partial<Action<never>> {
  return action('resource', opened, work);
}

function action(
  actionType: 'record' | 'resource',
  { permission, ...opening }: Opened,
  work: (call: Call, context: ActionContext) => Promise<object>,
): Partial<Action<never>> {
  const handler = async (request: ActionRequest, _response: unknown, context: ActionContext) => {
    const { actor, session } = context.currentAdmin as unknown as CurrentOperator & {
      session: Partial<SessionData>;
    };
    const query = (request.query ?? {}) as Readonly<Record<string, string>>;
    return work({ actor, session, query, body: request.payload }, context);
  };
  return {
    actionType,
    isAccessible: holders(permission),
    isVisible: true,
    component: false,
    custom: opening,
    handler: handler as never,
  };
}
