import type { Db } from '../platform/db.js';
import { spendHash } from './spend.js';
import { answerOf, type SpendAnswer, type SpendRequest, type SpendRow } from './spend-answer.js';

/** 'locked': another transaction has the wallet. 'left': only `spend` can answer it. */
export type BatchAnswer = SpendAnswer | 'locked' | 'left';

/**
 * Settles many spends in one statement, as `spend` would one after the other, and answers in their order. It waits for
 * no wallet. Either all that settle are committed, or it throws and nothing has happened.
 */
export async function spendBatch(db: Db, requests: readonly SpendRequest[]): Promise<BatchAnswer[]> {
  const rows = await db.query<SpendRow & { nth: number }>(
    `SELECT nth, outcome, spend_id, spent, allocations, balance, spent_at
     FROM app.spend_batch($1, $2, $3, $4, $5, $6, $7)`,
    [
      requests.map(({ wallet_id }) => wallet_id),
      requests.map(({ service }) => service),
      requests.map(({ quantity }) => quantity),
      requests.map(({ key_owner }) => key_owner),
      requests.map(({ key }) => key),
      requests.map(spendHash),
      requests.map(({ metadata }) => (metadata ? JSON.stringify(metadata) : null)),
    ],
    { name: 'spend_batch' },
  );
  const byPlace = new Map(rows.map((row) => [row.nth - 1, row]));
  return requests.map((request, place) => {
    const row = byPlace.get(place);
    if (!row) return 'left';
    return row.outcome === 'locked' ? 'locked' : answerOf(row, request);
  });
}
