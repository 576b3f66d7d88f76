import {
  ACTIONS,
  type Action,
  type ActionContext,
  type PropertyOptions,
  type ResourceWithOptions,
} from 'adminjs';
import { may, type Permission } from '../../src/accounts/index.js';
import type { Model } from '../adapter/model.js';
import { type Delegate, ReadOnlyResource, type ReadOnlyResourceOptions } from '../adapter/resource.js';
import type { CellFormat } from '../components/cell-format.js';
import type { Opening } from '../guard/action.js';
import type { CurrentOperator } from '../guard/operator.js';

/** Where resources get their rows from. */
export interface Source {
  model(name: string): Model;
  delegate(name: string): Delegate;
}

export interface Column {
  readonly label: string;
  /** How pages write it; plain text without. */
  readonly as?: CellFormat;
  /** A column of the list. */
  readonly list?: true;
  /** Offered as a filter: by part, as a whole, or from a few choices. */
  readonly filter?: 'part' | 'whole' | readonly string[];
  readonly sort?: true;
  /** The resource whose record this id names. */
  readonly names?: string;
  /** Only for the server and for links; no page shows it. */
  readonly hidden?: true;
}

export interface ResourceDefinition {
  /** Its name in addresses. */
  readonly id: string;
  /** The Prisma model. */
  readonly model: string;
  readonly permission: Permission;
  readonly columns: Readonly<Record<string, Column>>;
  readonly key?: readonly string[];
  readonly scope?: ReadOnlyResourceOptions['scope'];
  readonly recent?: ReadOnlyResourceOptions['recent'];
  /** Newest first unless said otherwise. */
  readonly sort?: { sortBy: string; direction: 'asc' | 'desc' };
  /** The column that names a record. */
  readonly titleColumn: string;
  readonly actions?: Readonly<Record<string, Partial<Action<never>>>>;
}

/** A resource that can be listed and shown by who holds its permission, and nothing else: each further action is opened by name. */
export function defineResource(source: Source, definition: ResourceDefinition): ResourceWithOptions {
  const { id, model, columns, key = ['id'], scope, recent, permission } = definition;
  const names = Object.keys(columns);
  return {
    resource: new ReadOnlyResource({
      id,
      model: source.model(model),
      delegate: source.delegate(model),
      columns: names,
      key,
      whole: names.filter((name) => columns[name]?.filter !== 'part'),
      ...(scope ? { scope } : {}),
      ...(recent ? { recent } : {}),
    }),
    options: {
      id,
      sort: definition.sort ?? { sortBy: 'created_at', direction: 'desc' },
      titleProperty: definition.titleColumn,
      listProperties: names.filter((name) => columns[name]?.list),
      showProperties: names.filter((name) => !columns[name]?.hidden),
      filterProperties: names.filter((name) => columns[name]?.filter),
      properties: Object.fromEntries(names.map((name) => [name, toProperty(columns[name])])),
      actions: { ...CLOSED, ...reading(permission), ...definition.actions },
      custom: {},
    } as ResourceWithOptions['options'],
  };
}

/** Every action that AdminJS brings, shut. */
const CLOSED = Object.fromEntries(
  Object.keys(ACTIONS).map((name) => [name, { isAccessible: false, isVisible: false }]),
);

function reading(permission: Permission): Record<string, Partial<Action<never>>> {
  const open = {
    isAccessible: holders(permission),
    isVisible: true,
    custom: { method: 'GET' } satisfies Opening,
  };
  return { list: open, show: open };
}

/** For `isAccessible`: who holds the permission. Answers at once, because AdminJS takes a promise for a yes. */
export function holders(permission: Permission): (context: Pick<ActionContext, 'currentAdmin'>) => boolean {
  return ({ currentAdmin }) => {
    const role = (currentAdmin as CurrentOperator | undefined)?.role;
    return role !== undefined && may(role, permission);
  };
}

function toProperty(column: Column | undefined): PropertyOptions {
  if (!column) return {};
  const { label, as, filter, names, sort } = column;
  return {
    isSortable: Boolean(sort),
    custom: { label, ...(as ? { format: as } : {}) },
    ...(Array.isArray(filter) ? { availableValues: filter.map((value) => ({ value, label: value })) } : {}),
    ...(names ? { reference: names } : {}),
  };
}
