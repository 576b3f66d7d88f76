import type pg from 'pg';

export const FAULTS = ['duplicate', 'reorder', 'drop', 'delay', '500', '429', 'cut'] as const;
export type Fault = (typeof FAULTS)[number];

export interface NewFault {
  fault: Fault;
  /** Share of the calls or deliveries it hits, above 0 and up to 1. */
  rate: number;
  /** How often it strikes before it is gone; without it, until switched off. */
  count?: number | undefined;
  /** Only calls whose path begins so. Without it: every call, or every webhook, as the fault's kind is. */
  path?: string | undefined;
  method?: string | undefined;
}

export async function addFault(db: pg.Pool, { fault, rate, count, path, method }: NewFault): Promise<void> {
  await db.query(
    'insert into faults (fault, rate, remaining, path, method) values ($1, $2, $3, $4, upper($5))',
    [fault, rate, count ?? null, path ?? null, method ?? null],
  );
}

export async function clearFaults(db: pg.Pool): Promise<void> {
  await db.query('delete from faults');
}

/** Which of these faults strikes now, if any. A counted one is used up by it. */
export async function takeFault(
  db: pg.Pool | pg.ClientBase,
  kinds: Fault[],
  target: { path: string; method: string },
): Promise<Fault | null> {
  const { rows } = await db.query<{ fault: Fault }>(
    `update faults set remaining = remaining - 1
     where id = (
       select id from faults
       where fault = any($1) and random() < rate and (remaining is null or remaining > 0)
         and starts_with($2, coalesce(path, case when fault in ('500', '429', 'cut') then '/v1' else '/webhooks' end))
         and (method is null or method = $3)
       order by id limit 1 for update skip locked
     )
     returning fault`,
    [kinds, target.path, target.method],
  );
  return rows[0]?.fault ?? null;
}
