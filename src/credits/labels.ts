import type { CauseType, EntryKind } from './ledger.js';

const GIVEN: Readonly<Partial<Record<CauseType, string>>> = {
  payment: 'Credits bought',
  invoice_line: 'Credits of your plan',
  operator: 'Credits given by support',
  reversal: 'Credits given back',
  conversion: 'Credits kept from your earlier plan',
  refund: 'Credits given back',
  dispute: 'Credits given back',
};

const MOVED: Readonly<Record<Exclude<EntryKind, 'grant' | 'spend' | 'capture'>, string>> = {
  reversal: 'Given back: the service run failed',
  adjustment: 'Adjusted by support',
  expiry: 'Expired',
  hold: 'Reserved',
  release: 'Reservation released',
  freeze: 'Frozen while a payment is disputed',
  unfreeze: 'No longer frozen',
  return: 'Taken back with a refund',
  return_undone: 'Given back: the refund failed',
  debt: 'Owed: refunded credits were spent already',
  debt_repayment: 'Used to repay what was owed',
  debt_write_off: 'Debt forgiven',
  conversion: 'Moved to pay-as-you-go credits',
};

/** The same where the bank, not support, took the money back. */
const DISPUTED: Readonly<Partial<Record<EntryKind, string>>> = {
  return: 'Taken back: the payment was disputed',
  return_undone: 'Given back: the dispute was won',
  debt: 'Owed: credits of a disputed payment were spent already',
};

/** What happened, in plain words. `service` and `quantity` are those of the spend, the hold or the failed run. */
export function labelOf(
  { kind, cause }: { kind: EntryKind; cause: CauseType },
  { service, quantity }: { service: string | null; quantity: number | null },
): string {
  if (kind === 'grant') return GIVEN[cause] ?? 'Credits given';
  if (kind === 'hold' && service) return `Reserved for ${service}`;
  if (kind === 'reversal' && service) return `Given back: ${service} failed`;
  if (cause === 'dispute' && DISPUTED[kind]) return DISPUTED[kind];
  if (kind !== 'spend' && kind !== 'capture') return MOVED[kind];
  const name = service ?? 'Service';
  return quantity !== null && quantity > 1 ? `${name} × ${quantity}` : name;
}
