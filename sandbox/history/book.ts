import type Stripe from 'stripe';
import type { DatedObject } from '../stripe/objects/types.js';
import type { Hidden } from '../stripe/store.js';
import type { Row, Tables } from './rows.js';
import { unix } from './time.js';

export type Table = keyof Tables;

/** One change that Stripe told of, with the object as it was then. */
export type Told = { type: Stripe.Event.Type; created: number; object: DatedObject };

/** All that happened, on both sides, until it is written. What it holds may still change: rows are live objects. */
export class Book {
  /** QuickScale's rows by table, in the order they came to be. */
  readonly tables = new Map<Table, Row[]>();
  /** Stripe's objects by id, in the order they came to be. */
  readonly objects = new Map<string, { doc: DatedObject; hidden: Hidden }>();
  /** Sessions and intents whose webhooks never reached QuickScale: as it last read them, or null where it never did. */
  readonly missed = new Map<string, DatedObject | null>();
  readonly told: Told[] = [];

  /** Stripe forgets events after 30 days: those before `eventsFrom` (milliseconds) are not kept. */
  constructor(private readonly eventsFrom: number) {}

  insert<T extends Table>(table: T, row: Tables[T]): Tables[T] {
    const rows = this.tables.get(table);
    if (rows) rows.push(row);
    else this.tables.set(table, [row]);
    return row;
  }

  rows<T extends Table>(table: T): Tables[T][] {
    return (this.tables.get(table) ?? []) as Tables[T][];
  }

  /** Adds an object to the simulated Stripe, with what Stripe knows of it and never shows. */
  addObject<D extends DatedObject>(doc: D, hidden: Hidden = {}): D {
    this.objects.set(doc.id, { doc, hidden });
    return doc;
  }

  /** Records that Stripe tells of an object as it is now. */
  tell(type: Stripe.Event.Type, object: DatedObject, at: number): void {
    if (at < this.eventsFrom) return;
    this.told.push({ type, created: unix(at), object: structuredClone(object) });
  }
}
