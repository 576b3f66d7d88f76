import type { RequestHandler } from 'express';
import type { z } from 'zod';
import { type Spend, type Spender, toCredits } from '../../../credits/index.js';
import type { SpendAnswer } from './answers.js';
import { keyOf, walletOf } from './authenticate.js';
import { partsInCredits } from './credits.js';
import { answerMade, idempotencyKeyOf } from './idempotency.js';
import { SpendBody } from './requests.js';

/** POST /customers/:id/spends */
export function postSpend(spender: Spender): RequestHandler {
  return async (req, res) => {
    const wallet_id = walletOf(req, res);
    const key = idempotencyKeyOf(req);
    const body = SpendBody.parse(req.body ?? {});
    const { replayed, spend: spent } = await spender.spend({
      wallet_id,
      key_owner: keyOf(res).owner,
      key,
      ...body,
    });
    answerMade(res, { replayed, body: spendAnswer(spent) });
  };
}

/** A spend in the API's words and credits. */
export function spendAnswer({ id, service, quantity, amount, allocations, balance, created_at }: Spend) {
  return {
    id,
    service,
    quantity,
    credits: toCredits(amount),
    allocations: allocations.map(({ grant, type, amount: part }) => ({
      grant,
      type,
      credits: toCredits(part),
    })),
    balance: partsInCredits(balance),
    created_at: created_at.toISOString(),
  } satisfies z.infer<typeof SpendAnswer>;
}
