import type { ActionDecorator, AdminJS, BaseResource } from 'adminjs';
import type { CurrentOperator } from './operator.js';
import { checkedListQuery, checkedQuery } from './query.js';
import { Refusal } from './refusal.js';

/** What the guard must know of an action; it stands in the action's `custom` and is closed when missing. */
export interface Opening {
  /** GET for what only reads, POST for what changes something or takes a body. */
  readonly method: 'GET' | 'POST';
  /** The query parameters it takes; a list's are checked by its columns instead. */
  readonly query?: readonly string[];
}

export interface ActionCall {
  readonly kind: 'resource' | 'record';
  readonly resourceId: string;
  readonly action: string;
  readonly method: string;
  readonly search: URLSearchParams;
  readonly operator: CurrentOperator;
}

/**
 * Checks a call of an action before AdminJS sees it: the resource and the action exist, the action is called as the
 * kind it is and by its own method, the operator may, and every parameter is one it takes. Answers the clean query.
 */
export function checkedActionCall(admin: AdminJS, call: ActionCall): Record<string, string> {
  const resource = admin.resources.find((candidate) => candidate.decorate().id() === call.resourceId);
  if (!resource) throw new Refusal(404, 'There is no such list.');
  const action = findAction(resource, call);
  const opening = action.custom() as Partial<Opening>;
  if (action.isAccessible(call.operator as never) !== true)
    throw new Refusal(403, 'Your role does not allow this.');
  if (opening.method !== call.method) throw new Refusal(405, 'This cannot be asked for in this way.');
  return action.name === 'list'
    ? checkedListQuery(resource, call.search)
    : checkedQuery(opening.query ?? [], call.search);
}

function findAction(resource: BaseResource, { action: name, kind }: ActionCall): ActionDecorator {
  const { actions } = resource.decorate();
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  const isKind = kind === 'record' ? action?.isRecordType() : action?.isResourceType();
  if (!action || !isKind) throw new Refusal(404, 'There is no such action here.');
  return action;
}
