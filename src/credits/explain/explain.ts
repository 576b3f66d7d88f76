import type { Db, Queryable } from '../../platform/db.js';
import { requireCustomer } from '../customer.js';
import type { CauseType } from '../ledger.js';
import { settle } from '../settle.js';
import { debtsOf, readDebtMovements } from './debts.js';
import type { ExplainedGrant, Explanation, GrantSums, Reader } from './explanation.js';
import { type Flow, readFlows } from './flows.js';
import { frozenByDispute } from './frozen.js';
import { type GrantRow, readGrants } from './grants.js';
import { readOrigins, readReferences } from './origins.js';
import { foldGrants, goneByKind, sumGrant, total } from './sums.js';
import { originInWords } from './words.js';

/** How many grants are told one by one unless more are asked for, and at most; the others are folded into one. */
export const GRANTS_TOLD = 25;
export const GRANTS_TOLD_MAX = 500;

/**
 * Why a wallet's balance is what it is, now or at a given time: every grant that existed by then, where it came from
 * and where each part of it went, as of the moment that each entry counts from. Adds up to `balance` at that time.
 * It tells what has happened: a time to come is taken for now.
 * @throws UnknownCustomer
 */
export async function explain(
  db: Db,
  {
    wallet_id,
    at,
    reader = 'customer',
    told = GRANTS_TOLD,
  }: { wallet_id: string; at?: Date | undefined; reader?: Reader; told?: number },
): Promise<Explanation> {
  await requireCustomer(db, wallet_id);
  await settle(db, wallet_id);
  return db.transaction(async (tx) => {
    // All of it from one moment: what is spent meanwhile must not be counted in one place and missing in another.
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const moment = await tx.one<{ at: Date; exactly: string }>(
      'SELECT at, at::text AS exactly FROM (SELECT least($1, app.now()) AS at) m',
      [at ?? null],
    );
    const of = { wallet_id, at: moment.exactly, reader };
    return tell(tx, of, moment.at, Math.min(told, GRANTS_TOLD_MAX));
  });
}

interface Question {
  wallet_id: string;
  at: string;
  reader: Reader;
}

async function tell(db: Queryable, of: Question, at: Date, told: number): Promise<Explanation> {
  const [flows, rows] = [await readFlows(db, of), await readGrants(db, of)];
  const byGrant = flowsByGrant(flows);
  const sums = rows.map((row) => ({ row, sums: sumGrant(row, byGrant.get(row.id) ?? []) }));
  const ordered = [...sums.filter(isThere), ...sums.filter((one) => !isThere(one)).sort(newestFirst)];
  const all = ordered.map((one) => one.sums);
  const folded = all.slice(told);
  const owes = flows.some(({ debt }) => debt !== 0);
  const explanation = {
    at,
    available: total(all, ({ left }) => left),
    held: total(all, ({ held }) => held),
    frozen: total(all, ({ frozen }) => frozen),
    debt: total(flows, ({ debt }) => debt),
    given: total(all, ({ amount }) => amount),
    gone: goneByKind(all),
    grants: await withOrigins(db, of, ordered.slice(0, told), byGrant),
    older: folded.length > 0 ? { count: folded.length, ...foldGrants(folded) } : null,
    frozen_by: frozenByDispute(flows),
    debts: owes ? debtsOf(await readDebtMovements(db, of)) : [],
  };
  return withReferences(db, explanation);
}

interface Summed {
  row: GrantRow;
  sums: GrantSums;
}

function flowsByGrant(flows: readonly Flow[]): Map<string | null, Flow[]> {
  const byGrant = new Map<string | null, Flow[]>();
  for (const flow of flows) {
    const known = byGrant.get(flow.grant_id);
    if (known) known.push(flow);
    else byGrant.set(flow.grant_id, [flow]);
  }
  return byGrant;
}

function isThere({ sums: { left, held, frozen } }: Summed): boolean {
  return left + held + frozen > 0;
}

function newestFirst(one: Summed, other: Summed): number {
  return other.row.created_at.getTime() - one.row.created_at.getTime();
}

async function withOrigins(
  db: Queryable,
  { wallet_id, reader }: Question,
  shown: readonly Summed[],
  flows: ReadonlyMap<string | null, readonly Flow[]>,
): Promise<ExplainedGrant[]> {
  const origins = await readOrigins(db, { wallet_id, reader, ids: shown.map(({ row }) => row.id) });
  return shown.map(({ row: { lapsed: _, ...row }, sums }) => {
    const origin = origins.get(row.id);
    const cause = flows.get(row.id)?.find(({ kind }) => kind === 'grant')?.cause;
    if (!origin || !cause) throw new Error(`grant ${row.id} has no beginning`);
    return { ...row, ...sums, origin, label: originInWords(origin, cause) };
  });
}

/** Names the refunds and disputes by their payments. */
async function withReferences(db: Queryable, told: Explanation): Promise<Explanation> {
  const parts = told.grants.flatMap((grant) => grant.parts);
  const references = await readReferences(db, [...parts, ...told.frozen_by, ...told.debts]);
  const referenceOf = ({ cause, cause_id }: { cause: CauseType; cause_id: string | null }) =>
    references.get(`${cause} ${cause_id}`) ?? null;
  return {
    ...told,
    grants: told.grants.map((grant) => ({
      ...grant,
      parts: grant.parts.map((part) => ({ ...part, reference: referenceOf(part) })),
    })),
    frozen_by: told.frozen_by.map((part) => ({ ...part, reference: referenceOf(part) })),
    debts: told.debts.map((debt) => ({ ...debt, reference: referenceOf(debt) })),
  };
}
