import { type DeclineReason, declineReason } from '../decline-reasons.js';
import type { OffReason } from './decide.js';

/** The failure code of an attempt that Stripe refused outright, before it asked any bank. */
export const NOT_CHARGED = 'not_charged';

/** Why a top-up was declined and what to do: nobody was there to type a number or to confirm. */
export function topUpDecline(codes: {
  failure_code: string | null;
  decline_code: string | null;
}): DeclineReason {
  const { failure_code, decline_code } = codes;
  if (failure_code === NOT_CHARGED) {
    return {
      reason: 'The card could not be charged.',
      advice: 'Please save it again, or save another card.',
    };
  }
  if (failure_code === 'authentication_required' || decline_code === 'authentication_required') {
    return {
      reason: 'Your bank wants you to confirm each payment with this card.',
      advice: 'Please buy credits by hand and confirm there, or save another card.',
    };
  }
  return declineReason(decline_code, failure_code);
}

/** Why automatic top-up is off, for the customer; null where he did it himself. */
export const WHY_OFF: Readonly<Record<OffReason, string | null>> = {
  customer: null,
  closed: null,
  declined: 'The card was declined three times.',
  no_card: 'The card that it charged is no longer saved.',
  not_for_sale: 'The pack that it bought is no longer for sale.',
  returned: 'Money was returned to you, and after that we charge nothing by ourselves.',
};
