import type { Answer } from '../model/wallet.js';
import type { Request } from '../request.js';

/** One request of the storm: what was asked and answered, and between which two moments of the database's clock. */
export interface Observed {
  wallet_id: string;
  request: Request;
  id: string;
  answer: Answer;
  from: number;
  to: number;
  /** The transaction it ran in: `to` was read while that held the wallet. Null: a spend that commits by itself. */
  xid: string | null;
  /** What a use of the service that it asks for cost then, in hundredths; 0 where it asks for none. */
  cost: number;
}

/** Whether the wallet is as it was before: such a request has no place of its own in the wallet's line. */
export function changedNothing({ answer }: Observed): boolean {
  const nothingLeft = answer.grant === null;
  return 'refused' in answer || answer.replayed === true || nothingLeft;
}
