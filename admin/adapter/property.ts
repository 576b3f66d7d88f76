import { BaseProperty, type PropertyType } from 'adminjs';
import type { ModelField } from './model.js';

const TYPES: Readonly<Record<string, PropertyType>> = {
  String: 'string',
  Boolean: 'boolean',
  Int: 'number',
  BigInt: 'number',
  DateTime: 'datetime',
  Json: 'mixed',
};

/** One column as AdminJS sees it: typed, read-only. */
export class ColumnProperty extends BaseProperty {
  constructor(
    readonly field: ModelField,
    { isId }: { isId: boolean },
  ) {
    const type = field.nativeType?.[0] === 'Uuid' ? 'uuid' : TYPES[field.type];
    if (!type) throw new Error(`column ${field.name} has the type ${field.type}, which no page can show`);
    super({ path: field.name, type, isId, isSortable: type !== 'mixed' && !field.isList });
  }

  override isArray(): boolean {
    return this.field.isList;
  }

  override isEditable(): boolean {
    return false;
  }
}
