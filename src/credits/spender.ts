import type { Db } from '../platform/db.js';
import { type Spend, type SpendRequest, spend } from './spend.js';

/** The way to spend of a process that does it often. */
export interface Spender {
  /** As `spend`, with its answers and its errors. */
  spend(request: SpendRequest): Promise<{ replayed: boolean; spend: Spend }>;
  /** Waits for what is under way. Nothing may be asked afterwards. */
  close(): Promise<void>;
}

export function createSpender(db: Db): Spender {
  const underWay = new Set<Promise<unknown>>();
  return {
    spend: (request) => {
      const spending = spend(db, request);
      underWay.add(spending);
      const forget = () => underWay.delete(spending);
      spending.then(forget, forget);
      return spending;
    },
    close: async () => {
      await Promise.allSettled(underWay);
    },
  };
}
