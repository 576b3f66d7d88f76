import type { z } from 'zod';
import { type Parts, toCredits } from '../../../credits/index.js';
import type { SpendAnswer } from './answers.js';

/** The four parts of a balance in credits. */
export function partsInCredits({
  available,
  held,
  frozen,
  debt,
}: Parts): z.infer<typeof SpendAnswer>['balance'] {
  return {
    available: toCredits(available),
    held: toCredits(held),
    frozen: toCredits(frozen),
    debt: toCredits(debt),
  };
}
