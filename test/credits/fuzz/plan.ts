import type { KeyedRequest, Request } from './request.js';

/** What a wallet can be asked about: the names of what has been made in it. */
export interface Known {
  payments: string[];
  refunds: string[];
  spends: string[];
  adjustments: string[];
  holds: string[];
  overrides: string[];
  attempts: string[];
  disputes: { dispute: string; payment: string; amount_minor: number }[];
  /** All that was asked under a key, refused or not. */
  keyed: KeyedRequest[];
}

export function nothingKnown(): Known {
  return {
    payments: [],
    refunds: [],
    spends: [],
    adjustments: [],
    holds: [],
    overrides: [],
    attempts: [],
    disputes: [],
    keyed: [],
  };
}

/** A request in the making: it becomes one once it is known what there is. Null where there is nothing to ask about. */
export type Plan = (known: Known, now: number) => Request | null;

/** Remembers what a request made, so that later ones can name it. */
export function learn(
  known: Known,
  { request, id, refused }: { request: Request; id: string; refused: boolean },
): void {
  if ('key' in request && !known.keyed.some(({ key }) => key === request.key)) known.keyed.push(request);
  if (refused) return;
  if (request.do === 'dispute' && !known.disputes.some(({ dispute }) => dispute === request.dispute))
    known.disputes.push(request);
  const names = namesOf(known, request);
  if (names && id && !names.includes(id)) names.push(id);
}

function namesOf(known: Known, request: Request): string[] | undefined {
  switch (request.do) {
    case 'buy':
    case 'top_up_paid':
      return known.payments;
    case 'refund':
      return known.refunds;
    case 'spend':
    case 'capture':
      return known.spends;
    case 'adjust':
      return known.adjustments;
    case 'hold':
      return known.holds;
    case 'override':
      return known.overrides;
    case 'consider_top_up':
      return known.attempts;
    default:
      return undefined;
  }
}
