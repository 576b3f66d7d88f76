import type { Db } from '../platform/db.js';
import { isStorable } from '../platform/storable-json.js';
import { spend } from './spend.js';
import type { SpendAnswer, SpendRequest } from './spend-answer.js';
import { type Ask, SpendLane } from './spend-lane.js';
import { createWalletQueues } from './wallet-queues.js';

/** The way to spend of a process that does it often. */
export interface Spender {
  /** As `spend`, with its answers and its errors. */
  spend(request: SpendRequest): Promise<SpendAnswer>;
  /** Waits for what is under way. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

/** Connections for spends that have to wait for a lock, or need more than one statement. */
const ALONE_MAX = 6;

/**
 * Gathers spends without a timer: calls that come while a statement is in flight settle together in the next one, and
 * a lone call goes at once. What that lane cannot settle goes alone, after it; sending that twice is safe, because a
 * spend's key charges once.
 */
export function createSpender(db: Db): Spender {
  const alone = createWalletQueues<Ask>({
    at_once: ALONE_MAX,
    work: ({ request, resolve, reject }) => spend(db, request).then(resolve, reject),
    freed: () => lane.fill(),
  });
  const lane = new SpendLane(db, alone);
  const underWay = new Set<Promise<unknown>>();
  return {
    spend: (request) => {
      const spending = new Promise<SpendAnswer>((resolve, reject) => {
        const ask = { wallet_id: request.wallet_id, request, passed_over: false, resolve, reject };
        if (mayBreakBatch(request)) alone.add(ask);
        else lane.add(ask);
      });
      const forget = () => underWay.delete(spending);
      underWay.add(spending);
      spending.then(forget, forget);
      return spending;
    },
    close: async () => {
      await Promise.allSettled(underWay);
    },
  };
}

/** PostgreSQL takes neither NUL nor half a surrogate pair, and refuses the whole statement for it. */
function mayBreakBatch({ service, key_owner, key, metadata }: SpendRequest): boolean {
  return !isStorable(JSON.stringify([service, key_owner, key, metadata]));
}
