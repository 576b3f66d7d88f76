import type { Db } from '../../../../src/platform/db.js';
import { microseconds } from '../../../support/moving-clock.js';
import type { Figures } from '../model/wallet.js';
import { STILL } from '../request.js';
import { changedNothing, type Observed } from './observed.js';

export interface EntryRow {
  no: number;
  grant_id: string | null;
  kind: string;
  amount: number;
  held: number;
  frozen: number;
  debt: number;
  xid: string;
  effective_at: number;
}

/** One wallet's requests that changed it, in the order in which they held it. */
export interface Event {
  seen: Observed;
  at: number;
  /** A moment at which it held the wallet. */
  pos: number;
  /** Its last entry, if it wrote any. */
  last_no: number | null;
}

export interface Line {
  events: Event[];
  /** What changed nothing, and free runs: each must fit somewhere between two moments. */
  floating: Observed[];
  entries: EntryRow[];
  grant_ids: string[];
}

/** Reads a wallet's linear order back: spends stand at their moment, the others at their transaction. */
export async function lineOf(db: Db, wallet_id: string, observed: readonly Observed[]): Promise<Line> {
  const entries = await db.query<EntryRow>(
    `SELECT no, grant_id, kind, amount, held, frozen, debt, xmin::text AS xid, ${microseconds('effective_at')} AS effective_at
     FROM entries WHERE wallet_id = $1 ORDER BY no`,
    [wallet_id],
  );
  const made = new Map((await db.query<Made>(MADE, [wallet_id])).map((row) => [row.id, row]));
  const lapses = new Set((await db.query<{ at: number }>(LAPSES, [wallet_id])).map(({ at }) => at));
  const grants = await db.query<{ id: string }>('SELECT id FROM grants WHERE wallet_id = $1 ORDER BY id', [
    wallet_id,
  ]);
  const byXid = new Map<string, EntryRow[]>();
  for (const entry of entries) byXid.set(entry.xid, [...(byXid.get(entry.xid) ?? []), entry]);
  const place = (seen: Observed): Event => {
    const moment = momentOf(seen, made);
    if (moment && seen.request.do === 'spend') return { seen, pos: moment.at, ...moment };
    const own = byXid.get(seen.xid ?? '') ?? [];
    const active = own.filter(({ kind, effective_at }) => kind !== 'expiry' && !lapses.has(effective_at));
    const last_no = active.length > 0 ? (own.at(-1)?.no ?? null) : null;
    const at = moment?.at ?? Math.max(0, ...active.map(({ effective_at }) => effective_at));
    return { seen, at: at || seen.to, pos: seen.to, last_no };
  };
  const acting = observed.filter((seen) => !STILL.has(seen.request.do));
  const moving = acting.filter((seen) => !changedNothing(seen)).map(place);
  const free = (event: Event) => event.seen.request.do === 'spend' && event.last_no === null;
  return {
    events: moving
      .filter((event) => !free(event))
      .sort((a, b) => a.pos - b.pos || (a.last_no ?? 0) - (b.last_no ?? 0)),
    floating: [
      ...acting.filter(changedNothing),
      ...moving.filter(free).map(({ seen, at }) => ({ ...seen, from: at, to: at })),
    ].sort((a, b) => a.from - b.from),
    entries,
    grant_ids: grants.map(({ id }) => id),
  };
}

/** When it was decided, where what it made says so. */
function momentOf({ request, id, from, to }: Observed, made: ReadonlyMap<string, Made>): Made | undefined {
  if (request.do === 'release') return made.get(`${id} closed`);
  if (request.do !== 'end') return made.get(id);
  const ended = made.get(`${request.payment} ended`);
  // What had ended before it ended no more: any moment will do.
  return ended && ended.at >= from && ended.at <= to ? ended : undefined;
}

interface Made {
  id: string;
  at: number;
  last_no: number | null;
}

/** What requests made, with its moment: not all of it has entries. */
const MADE = `
  SELECT id::text, ${microseconds('created_at')} AS at, last_entry_no AS last_no FROM spends WHERE wallet_id = $1
  UNION ALL SELECT id::text, ${microseconds('created_at')}, NULL FROM holds WHERE wallet_id = $1
  UNION ALL SELECT id::text, ${microseconds('created_at')}, NULL FROM reversals WHERE wallet_id = $1
  UNION ALL SELECT id || ' closed', ${microseconds('closed_at')}, NULL FROM holds WHERE wallet_id = $1 AND closed_at IS NOT NULL
  UNION ALL SELECT payment_id || ' ended', ${microseconds('expires_at')}, NULL FROM grants
            WHERE wallet_id = $1 AND payment_id IS NOT NULL AND expires_at IS NOT NULL
  UNION ALL SELECT refund_id::text, ${microseconds('created_at')}, NULL FROM returns WHERE wallet_id = $1 AND refund_id IS NOT NULL`;

/** What lapses or expires is written by whoever comes next, as of its own moment. */
const LAPSES = `SELECT ${microseconds('expires_at')} AS at FROM holds WHERE wallet_id = $1`;

/** What entries add up to, so far. */
export class Sums {
  readonly wallet: Figures = { available: 0, held: 0, frozen: 0, debt: 0 };
  readonly grants = new Map<string, Omit<Figures, 'debt'>>();
  private next = 0;

  constructor(private readonly entries: readonly EntryRow[]) {}

  upTo(no: number): this {
    for (; (this.entries[this.next]?.no ?? Number.POSITIVE_INFINITY) <= no; this.next += 1) {
      const entry = this.entries[this.next];
      if (entry) this.add(entry);
    }
    return this;
  }

  private add({ grant_id, amount, held, frozen, debt }: EntryRow): void {
    const grant = this.grants.get(grant_id ?? '') ?? { available: 0, held: 0, frozen: 0 };
    for (const sums of [this.wallet, grant]) {
      sums.available += amount;
      sums.held += held;
      sums.frozen += frozen;
    }
    this.wallet.debt += debt;
    if (grant_id) this.grants.set(grant_id, grant);
  }
}
