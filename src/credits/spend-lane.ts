import type { Db } from '../platform/db.js';
import { trySpend } from './spend.js';
import type { SpendAnswer, SpendRequest } from './spend-answer.js';
import { spendBatch } from './spend-batch.js';
import type { WalletQueues } from './wallet-queues.js';

/** A spend and who waits for it. */
export interface Ask {
  wallet_id: string;
  request: SpendRequest;
  /** Another transaction had the wallet when its batch came. */
  passed_over: boolean;
  resolve: (answer: SpendAnswer) => void;
  reject: (error: unknown) => void;
}

/** Spends in one statement: beyond it a statement only takes longer, and its last caller waits for its first. */
const BATCH_MAX = 128;

/** How an ask ended: by telling its caller, or not yet. */
type Outcome = ((ask: Ask) => void) | 'locked' | 'left';

/** One statement at a time, which waits for no wallet. What it does not settle is handed to `alone`. */
export class SpendLane {
  #waiting: Ask[] = [];
  #busy = false;

  constructor(
    private readonly db: Db,
    private readonly alone: WalletQueues<Ask>,
  ) {}

  add(ask: Ask): void {
    this.#waiting.push(ask);
    // Not at once: what else comes in this turn of the event loop shall go with it.
    if (!this.#busy) setImmediate(() => this.fill());
  }

  /** Sends what waits, unless a statement is in flight: that one's end calls this again. */
  fill(): void {
    if (this.#busy) return;
    const batch = this.#take();
    if (batch.length === 0) return;
    this.#busy = true;
    void settle(this.db, batch).then((outcomes) => {
      this.#busy = false;
      this.#waiting = [...this.#handOut(batch, outcomes), ...this.#waiting];
      this.fill();
    });
  }

  /** Asks of a wallet that is at work alone stay: it would be locked, and they would all be passed over. */
  #take(): Ask[] {
    const batch: Ask[] = [];
    const rest: Ask[] = [];
    for (const ask of this.#waiting) {
      const fits = batch.length < BATCH_MAX && !this.alone.has(ask.wallet_id);
      (fits ? batch : rest).push(ask);
    }
    this.#waiting = rest;
    return batch;
  }

  /** Of a wallet that was locked one ask waits for it alone. The others are given back, to come again after it. */
  #handOut(batch: readonly Ask[], outcomes: readonly Outcome[]): Ask[] {
    const again: Ask[] = [];
    batch.forEach((ask, place) => {
      const outcome = outcomes[place] ?? 'left';
      if (typeof outcome !== 'string') outcome(ask);
      else if (outcome === 'locked' && !ask.passed_over && this.alone.has(ask.wallet_id)) {
        again.push({ ...ask, passed_over: true });
      } else this.alone.add(ask);
    });
    return again;
  }
}

/** Never fails: of a statement that did, all asks are left to be tried one by one, each with its own error. */
async function settle(db: Db, batch: readonly Ask[]): Promise<Outcome[]> {
  const requests = batch.map(({ request }) => request);
  const [only] = requests;
  if (only && requests.length === 1) return [await settleOne(db, only)];
  try {
    const answers = await spendBatch(db, requests);
    return answers.map((answer) => (typeof answer === 'string' ? answer : ({ resolve }) => resolve(answer)));
  } catch {
    return [];
  }
}

/** Alone it is cheaper than as a batch of one. */
async function settleOne(db: Db, request: SpendRequest): Promise<Outcome> {
  try {
    const answer = await trySpend(db, request);
    return answer ? ({ resolve }) => resolve(answer) : 'left';
  } catch (error) {
    return ({ reject }) => reject(error);
  }
}
