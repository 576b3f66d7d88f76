import { isDeepStrictEqual } from 'node:util';
import { expect } from '@jest/globals';
import { answerOf, type Step } from './law.js';
import type { Done } from './ledger/told.js';
import { ask, type Reach } from './ledger.js';
import type { ModelWallet } from './model/wallet.js';
import { byNumber, shownByLedger } from './read-back.js';

/** A wallet of the ledger, and what the rules make of it. */
export interface Life {
  reach: Reach;
  wallet_id: string;
  wallet: ModelWallet;
}

/** Asks the ledger and the rules the same at one moment, and expects one answer. */
export async function play(
  { reach, wallet_id, wallet }: Life,
  { request, at, cost }: Omit<Step, 'id'>,
): Promise<Done> {
  const done = await ask(reach, wallet_id, request);
  const expected = answerOf(wallet, { request, at, cost, id: done.id });
  const { ids } = await shownByLedger(reach.db, wallet_id);
  agree({ request, answer: byNumber(done.answer, ids) }, { request, answer: expected });
  return done;
}

/** Jest's own comparison is slow, and good only at showing what differs. */
export function agree(ledger: unknown, rules: unknown): void {
  if (!isDeepStrictEqual(ledger, rules)) expect(ledger).toEqual(rules);
}
