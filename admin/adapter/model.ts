/** The parts of Prisma's full DMMF that the back office reads. */
export interface ModelField {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly isList: boolean;
  readonly isRequired: boolean;
  /** The PostgreSQL type, such as `['Uuid', []]`. */
  readonly nativeType?: readonly [string, readonly string[]] | null;
}

export interface Model {
  readonly name: string;
  readonly fields: readonly ModelField[];
}

/**
 * Columns that never leave the database through the back office, whichever resource asks: AdminJS sends every
 * column it knows with every list, record and populated reference, whether the page shows it or not.
 */
const SECRET_COLUMNS: ReadonlySet<string> = new Set([
  'password_hash',
  'totp_secret',
  'totp_last_step',
  'hash',
  'previous_hash',
  'body_hash',
  'idempotency_key',
  'sid',
  'sess',
]);

/**
 * The fields of `model` that a resource may have: the named columns, in that order. What is not named is not in
 * the model AdminJS gets, nor in any select. Throws for a secret, a relation or a name that does not exist.
 */
export function pickColumns(model: Model, columns: readonly string[]): ModelField[] {
  return columns.map((name) => {
    const field = model.fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(`${model.name} has no column ${name}`);
    if (SECRET_COLUMNS.has(name) || field.type === 'Bytes')
      throw new Error(`${model.name}.${name} is a secret`);
    if (field.kind !== 'scalar') throw new Error(`${model.name}.${name} is not a plain column`);
    return field;
  });
}
