import type { Tx } from '../platform/db.js';

export type EntryKind =
  | 'grant'
  | 'spend'
  | 'reversal'
  | 'adjustment'
  | 'expiry'
  | 'hold'
  | 'release'
  | 'capture'
  | 'freeze'
  | 'unfreeze'
  | 'return'
  | 'return_undone'
  | 'debt'
  | 'debt_repayment'
  | 'debt_write_off'
  | 'conversion';

export type CauseType =
  | 'payment'
  | 'invoice_line'
  | 'spend'
  | 'reversal'
  | 'operator'
  | 'refund'
  | 'dispute'
  | 'expiry'
  | 'conversion'
  | 'hold'
  | 'grant'
  | 'job';

/** What a grant comes from. */
export type GrantSource =
  | 'payment'
  | 'invoice_line'
  | 'operator'
  | 'reversal'
  | 'conversion'
  | 'dispute'
  | 'trial'
  | 'release';

/** What made credits move, and for an operator's act who and why. */
export interface Cause {
  cause: CauseType;
  cause_id: string;
  operator_id?: string | undefined;
  reason?: string | undefined;
}

/** The four parts of a balance, in hundredths. */
export interface Parts {
  available: number;
  held: number;
  frozen: number;
  debt: number;
}

/**
 * A wallet locked by this transaction, with what has expired written down. `at` is the moment it was opened,
 * as PostgreSQL's text: a JavaScript Date would lose the microseconds that decide an expiry.
 */
export interface OpenWallet extends Parts {
  id: string;
  at: string;
}

/** One change of one grant (or, without a grant, of the debt). Amounts are signed hundredths; absent ones are 0. */
export interface Movement extends Cause {
  grant_id: string | null;
  kind: EntryKind;
  amount?: number;
  held?: number;
  frozen?: number;
  debt?: number;
  /** When it counts from; default now. */
  effective_at?: string;
}

/** Credits (hundredths) that come into a grant, or back into it. */
export interface Arrival {
  grant_id: string;
  amount: number;
}

/** Writes movements as entries and applies them to their grants and the wallet. Answers the balance afterwards. */
export async function post(tx: Tx, wallet: OpenWallet, movements: readonly Movement[]): Promise<Parts> {
  const effective = movements.map((movement) => ({ effective_at: wallet.at, ...movement }));
  return tx.one<Parts>('SELECT available, held, frozen, debt FROM app.post($1, $2)', [
    wallet.id,
    JSON.stringify(effective),
  ]);
}
