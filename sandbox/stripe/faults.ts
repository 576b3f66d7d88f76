import type pg from 'pg';

/** What goes wrong with events and their delivery. `twin`: two Event objects tell of one change. */
export const EVENT_FAULTS = ['duplicate', 'twin', 'reorder', 'drop', 'delay'] as const;
/**
 * What goes wrong with calls. `500`, `cut` and `timeout` lose the answer after the work is done, `500-before` and `429`
 * come before any of it, and so does `400`, after which the same call is not to be made again; `lag` hides from a search what was made within the last minute.
 */
export const CALL_FAULTS = ['500', '500-before', '400', '429', 'cut', 'timeout', 'lag'] as const;
export const FAULTS = [...EVENT_FAULTS, ...CALL_FAULTS] as const;
export type Fault = (typeof FAULTS)[number];

export interface NewFault {
  fault: Fault;
  /** Share of the calls or deliveries it hits, above 0 and up to 1. */
  rate: number;
  /** How often it strikes before it is gone; without it, until switched off. */
  count?: number | undefined;
  /** Only calls whose path begins so. Without it: every call, or every event, as the fault's kind is. */
  path?: string | undefined;
  method?: string | undefined;
}

export async function addFault(db: pg.Pool, { fault, rate, count, path, method }: NewFault): Promise<void> {
  await db.query(
    'insert into faults (fault, rate, remaining, path, method) values ($1, $2, $3, $4, upper($5))',
    [fault, rate, count ?? null, path ?? null, method ?? null],
  );
}

/** Switches one kind off, or all. */
export async function clearFaults(db: pg.Pool, fault?: Fault): Promise<void> {
  await db.query('delete from faults where $1::text is null or fault = $1', [fault ?? null]);
}

export type ActiveFault = Required<Omit<NewFault, 'count'>> & { remaining: number | null };

/** What is switched on, the oldest first. */
export async function activeFaults(db: pg.Pool): Promise<ActiveFault[]> {
  const { rows } = await db.query<ActiveFault>(
    'select fault, rate, remaining, path, method from faults where remaining is null or remaining > 0 order by id',
  );
  return rows;
}

/** Of these kinds ($1), for this target ($2, $3), by its chance. */
const STRIKES = `fault = any($1) and random() < rate
  and starts_with($2, coalesce(path, case when fault = any($4) then '/v1' else '/webhooks' end))
  and (method is null or method = $3)`;

/**
 * Which of these faults strikes now, if any. A counted one is used up by it; any other is not locked, or of calls side
 * by side one only would meet it.
 */
export async function takeFault(
  db: pg.Pool | pg.ClientBase,
  kinds: Fault[],
  target: { path: string; method: string },
): Promise<Fault | null> {
  const { rows } = await db.query<{ fault: Fault }>({
    name: 'take-fault',
    text: `with lasting as (
       select fault from faults where remaining is null and ${STRIKES} order by id limit 1
     ), counted as (
       update faults set remaining = remaining - 1
       where id = (
         select id from faults where remaining > 0 and ${STRIKES} and not exists (select from lasting)
         order by id limit 1 for update of faults skip locked
       )
       returning fault
     )
     select fault from lasting union all select fault from counted`,
    values: [kinds, target.path, target.method, CALL_FAULTS],
  });
  return rows[0]?.fault ?? null;
}
