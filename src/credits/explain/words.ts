import type { CauseType } from '../ledger.js';
import type { Origin, Part } from './explanation.js';

/** Where a grant came from, to follow an amount: "500 credits …". For customers and support alike. */
export function originInWords({ source, service, origin_grant }: Origin, cause: CauseType): string {
  switch (source) {
    case 'payment':
      return 'bought';
    case 'invoice_line':
      return 'from a plan';
    case 'trial':
      return 'from a trial';
    case 'operator':
      return origin_grant ? 'put back by support' : 'given by support';
    case 'reversal':
      return `given back: a run${service ? ` of ${service}` : ''} failed`;
    case 'conversion':
      return 'kept from an earlier plan';
    case 'dispute':
      return 'given back: no longer frozen';
    case 'release':
      return COMEBACK[cause] ?? 'given back';
  }
}

const COMEBACK: Readonly<Partial<Record<CauseType, string>>> = {
  refund: 'given back: a refund failed',
  dispute: 'given back: no longer frozen',
  hold: 'given back: a reservation ended',
};

/** Where a part of a grant went, to follow an amount: "120 …". Parts that came back have a negative amount. */
export function partInWords({ kind, amount, cause, service }: Omit<Part, 'label'>): string {
  const back = amount < 0;
  switch (kind) {
    case 'spend':
      return `used for ${service ?? 'a service'}`;
    case 'reversal':
      return `given back: ${service ?? 'a service'} had failed`;
    case 'expiry':
      return 'expired';
    case 'adjustment':
      return back ? 'put back by support' : 'taken by support';
    case 'return':
      return cause === 'dispute' ? 'taken with a disputed payment' : 'taken back with a refund';
    case 'return_undone':
      return cause === 'dispute' ? 'given back: the dispute was won' : 'given back: the refund failed';
    case 'debt_repayment':
      return 'used to repay what was owed';
    case 'conversion':
      return 'moved to pay-as-you-go credits';
    default:
      return back ? 'given back' : 'given again with a new end';
  }
}
