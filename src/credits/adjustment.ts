import { InvalidInput } from '../platform/errors.js';
import { reasonFault } from '../platform/reason.js';
import type { Parts } from './ledger.js';
import type { Allocation } from './rules.js';

/** What an operator wants to change. */
export interface AdjustmentWish {
  wallet_id: string;
  direction: 'up' | 'down';
  /** Hundredths, above 0. */
  amount: number;
  /** Up only. Promotional credits expire, pay-as-you-go credits never do. */
  type?: 'pay_as_you_go' | 'promotional' | undefined;
  expires_at?: Date | undefined;
}

/** An adjustment made; plain JSON, since it is stored as the answer to its key. Amounts in hundredths. */
export interface Adjustment {
  id: string;
  direction: 'up' | 'down';
  amount: number;
  /** The grant made, or the grants that paid. */
  parts: Allocation[];
  before: Parts;
  after: Parts;
}

/** `now` is the one clock's; a preview has no reason yet. @throws InvalidInput naming the field */
export function requireSensible(
  { direction, amount, type, expires_at }: AdjustmentWish,
  { now, reason }: { now: Date; reason?: string },
): void {
  const faults: Record<string, string> = {};
  if (!Number.isSafeInteger(amount) || amount <= 0)
    faults.amount = 'Enter more than 0 credits, with at most two decimals.';
  if (direction === 'up' && type === 'promotional' && !expires_at)
    faults.expires_at = 'Promotional credits need an expiry date.';
  if (expires_at && (direction === 'down' || type !== 'promotional'))
    faults.expires_at = 'Only promotional credits expire.';
  if (expires_at && expires_at <= now) faults.expires_at = 'Choose a date in the future.';
  const said = reason === undefined ? undefined : reasonFault(reason);
  if (said) faults.reason = said;
  if (Object.keys(faults).length > 0) throw new InvalidInput(faults);
}
