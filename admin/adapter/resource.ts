import { type ActionContext, type BaseProperty, BaseRecord, BaseResource, type Filter } from 'adminjs';
import type { CurrentOperator } from '../guard/operator.js';
import { type Condition, toCondition } from './filter.js';
import { type Model, pickColumns } from './model.js';
import { ColumnProperty } from './property.js';
import { formatKey, type KeyColumn, parseKey } from './record-key.js';

/** No list goes deeper: whoever is there needs a filter, not page 90,000. Counts stop there too. */
export const ROWS_MAX = 10_000;
export const PER_PAGE_MAX = 100;
const DAY_MS = 86_400_000;

/** What the adapter needs of a Prisma model's delegate. */
export interface Delegate {
  findMany(query: Query): Promise<Row[]>;
  findFirst(query: Query): Promise<Row | null>;
  count(query: Pick<Query, 'where' | 'take'>): Promise<number>;
}

interface Query {
  readonly where: Readonly<Record<string, unknown>>;
  readonly select?: Readonly<Record<string, true>>;
  readonly orderBy?: readonly Readonly<Record<string, 'asc' | 'desc'>>[];
  readonly skip?: number;
  readonly take?: number;
}

type Row = Readonly<Record<string, unknown>>;

export interface ReadOnlyResourceOptions {
  readonly id: string;
  readonly model: Model;
  readonly delegate: Delegate;
  /** The only columns that are read, shown and filtered. Must include the key. */
  readonly columns: readonly string[];
  readonly key: readonly string[];
  /** Text columns that a filter compares whole. */
  readonly whole?: readonly string[];
  /** Without a filter on the first key column or on this one, only so many days back are read. */
  readonly recent?: { readonly column: string; readonly days: number };
  /** What every row meets that this operator may see, such as `{ role: 'customer' }`. */
  readonly scope?: (operator: CurrentOperator) => Condition;
}

interface Page {
  readonly limit?: number;
  readonly offset?: number;
  readonly sort?: { readonly sortBy?: string; readonly direction?: 'asc' | 'desc' };
}

/**
 * A Prisma model as an AdminJS resource, for reading only: writes go through use cases. Named columns only, plain
 * filters, a total order, bounded pages and counts, numbers that survive JSON, composite keys.
 */
export class ReadOnlyResource extends BaseResource {
  readonly #options: ReadOnlyResourceOptions;
  readonly #properties: readonly ColumnProperty[];
  readonly #key: readonly KeyColumn[];
  readonly #select: Readonly<Record<string, true>>;
  /** What no row meets. Prisma drops an empty OR that stands inside an AND, and would give every row. */
  readonly #nothing: Condition;

  constructor(options: ReadOnlyResourceOptions) {
    super(options);
    const soleKey = options.key.length === 1 ? options.key[0] : undefined;
    this.#options = options;
    this.#properties = pickColumns(options.model, options.columns).map(
      (field) => new ColumnProperty(field, { isId: field.name === soleKey }),
    );
    this.#key = options.key.map((name) => ({ name, type: keyType(this.property(name)) }));
    this.#nothing = { [options.key[0] ?? 'id']: { in: [] } };
    this.#select = Object.fromEntries(options.columns.map((name) => [name, true]));
  }

  override databaseName(): string {
    return 'quickscale';
  }

  override databaseType(): string {
    return 'postgresql';
  }

  override id(): string {
    return this.#options.id;
  }

  override properties(): BaseProperty[] {
    return [...this.#properties, ...(this.#key.length > 1 ? [COMPOSITE_ID] : [])];
  }

  override property(path: string): BaseProperty | null {
    return this.#properties.find((property) => property.name() === path) ?? null;
  }

  override build(params: Row): BaseRecord {
    return new BaseRecord(params, this);
  }

  override async count(filter: Filter, context?: ActionContext): Promise<number> {
    return this.#options.delegate.count({ where: this.#where(filter, context), take: ROWS_MAX });
  }

  override async find(filter: Filter, page: Page, context?: ActionContext): Promise<BaseRecord[]> {
    const { limit = 20, offset = 0, sort = {} } = page;
    const take = clamp(limit, 1, PER_PAGE_MAX);
    const skip = clamp(offset, 0, ROWS_MAX - take);
    const rows = await this.#options.delegate.findMany({
      where: this.#where(filter, context),
      select: this.#select,
      orderBy: this.#order(sort),
      skip,
      take,
    });
    return rows.map((row) => this.#record(row));
  }

  override async findOne(id: string, context?: ActionContext): Promise<BaseRecord | null> {
    const key = parseKey(this.#key, String(id));
    if (!key) return null;
    const where = { AND: [key, this.#scope(context)] };
    const row = await this.#options.delegate.findFirst({ where, select: this.#select });
    return row ? this.#record(row) : null;
  }

  override async findMany(ids: readonly (string | number)[], context?: ActionContext): Promise<BaseRecord[]> {
    const keys = ids
      .map((id) => parseKey(this.#key, String(id)))
      .filter((key) => key !== undefined)
      .slice(0, PER_PAGE_MAX);
    if (keys.length === 0) return [];
    const where = { AND: [{ OR: keys }, this.#scope(context)] };
    const rows = await this.#options.delegate.findMany({ where, select: this.#select, take: PER_PAGE_MAX });
    return rows.map((row) => this.#record(row));
  }

  #where(filter: Filter, context?: ActionContext): Readonly<Record<string, unknown>> {
    const conditions = Object.entries(filter.filters).map(([path, { value }]) => {
      const property = this.property(path);
      const whole = this.#options.whole?.includes(path) ?? false;
      return property ? { [path]: toCondition(property.type(), value, { whole }) } : this.#nothing;
    });
    return { AND: [...conditions, this.#recent(filter), this.#scope(context)] };
  }

  /** Of a table without an index for its order, a part that is quickly sorted. */
  #recent({ filters }: Filter): Condition {
    const { recent, key } = this.#options;
    if (!recent || [recent.column, key[0]].some((name) => name !== undefined && name in filters)) return {};
    return { [recent.column]: { gte: new Date(Date.now() - recent.days * DAY_MS) } };
  }

  #scope(context?: ActionContext): Condition {
    const { scope } = this.#options;
    if (!scope) return {};
    const operator = context?.currentAdmin as unknown as CurrentOperator | undefined;
    return operator ? scope(operator) : this.#nothing;
  }

  /** Ends in the key, so that rows that are equal in the sorted column keep their place from page to page. */
  #order({ sortBy, direction = 'desc' }: NonNullable<Page['sort']>): Record<string, 'asc' | 'desc'>[] {
    const way = direction === 'asc' ? 'asc' : 'desc';
    const chosen = sortBy && this.property(sortBy)?.isSortable() ? [sortBy] : [];
    const ties = this.#options.key.filter((name) => name !== chosen[0]);
    return [...chosen, ...ties].map((name) => ({ [name]: way }));
  }

  #record(row: Row): BaseRecord {
    const plain = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlain(value)]));
    const id = this.#key.length > 1 ? { [COMPOSITE_ID.name()]: formatKey(this.#key, row) } : {};
    return new BaseRecord({ ...plain, ...id }, this);
  }
}

class CompositeId extends ColumnProperty {
  constructor() {
    super(
      { name: 'record_key', kind: 'scalar', type: 'String', isList: false, isRequired: true },
      { isId: true },
    );
  }
}

const COMPOSITE_ID = new CompositeId();

function keyType(property: BaseProperty | null): KeyColumn['type'] {
  const type = property?.type();
  return type === 'uuid' || type === 'number' ? type : 'string';
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), least), most) : least;
}

/** JSON knows no bigint; a list travels as one text, and a JSON column as its own, or AdminJS would take them apart into columns. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(toPlain).join(', ');
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}
