import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { type Reversal, reverseSpend, toCredits, UnknownSpend } from '../../../credits/index.js';
import type { Db } from '../../../platform/db.js';
import { InsufficientScope } from '../errors.js';
import type { ReversalAnswer } from './answers.js';
import { keyOf } from './authenticate.js';
import { partsInCredits } from './credits.js';
import { answerMade, idempotencyKeyOf } from './idempotency.js';
import { ReversalBody, Uuid } from './requests.js';

/** POST /spends/:id/reversal, for the company only: a customer does not say that a run failed. */
export function postReversal(db: Db): RequestHandler {
  return async (req, res) => {
    const { id: requested_by, owner: key_owner } = keyOf(res);
    if (key_owner !== 'company') throw new InsufficientScope('reverse');
    const spend_id = Uuid.safeParse(req.params.id).data;
    if (spend_id === undefined) throw new UnknownSpend();
    const key = idempotencyKeyOf(req);
    const { reason } = ReversalBody.parse(req.body ?? {});
    const { replayed, reversal } = await db.transaction((tx) =>
      reverseSpend(tx, { spend_id, requested_by, key_owner, key, reason }),
    );
    answerMade(res, { replayed, body: reversalAnswer(reversal) });
  };
}

function reversalAnswer({ id, spend, amount, balance, created_at }: Reversal) {
  return {
    id,
    spend,
    credits: toCredits(amount),
    balance: partsInCredits(balance),
    created_at,
  } satisfies z.infer<typeof ReversalAnswer>;
}
