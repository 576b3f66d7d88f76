import type { Request, RequestHandler } from 'express';
import type { z } from 'zod';
import type { ApiKey } from '../../../accounts/index.js';
import type { Spender } from '../../../credits/index.js';
import type { Logger } from '../../../platform/log.js';
import { problemDocument } from '../../error-answers.js';
import { problemOf } from '../../errors.js';
import type { BatchAnswer } from './answers.js';
import { keyOf, walletNamed } from './authenticate.js';
import { BATCH_MAX, BatchEnvelope, BatchItem } from './requests.js';
import { spendAnswer } from './spends.js';

/** Room for 500 spends with some metadata each. */
export const BATCH_BODY_MAX = '1mb';

type Result = z.infer<typeof BatchAnswer>['data'][number];

/**
 * POST /spends/batch: each item is a spend by itself, answered in its place. They are all handed over at once, and the
 * spender settles them together. When the database cannot be reached the whole is 503: sent again, what was done is
 * replayed.
 */
export function postBatch({ spender, log }: { spender: Spender; log: Logger }): RequestHandler {
  return async (req, res) => {
    const { spends } = BatchEnvelope.parse(req.body ?? {});
    const settled = await Promise.allSettled(spends.map((item) => spendItem(spender, keyOf(res), item)));
    const data = settled.map((each) =>
      each.status === 'fulfilled' ? done(each.value) : refused(each.reason, { request_id: req.id, log }),
    );
    res.json({ data });
  };
}

/** For how many requests a batch counts. */
export function spendsIn(req: Request): number {
  const { spends } = (req.body ?? {}) as { spends?: unknown };
  return Array.isArray(spends) ? Math.min(Math.max(spends.length, 1), BATCH_MAX) : 1;
}

async function spendItem(spender: Spender, apiKey: ApiKey, item: unknown) {
  const { customer, idempotency_key: key, ...wanted } = BatchItem.parse(item);
  const wallet_id = walletNamed(apiKey, customer);
  return spender.spend({ wallet_id, key_owner: apiKey.owner, key, ...wanted });
}

function done({ replayed, spend }: Awaited<ReturnType<Spender['spend']>>): Result {
  return { status: replayed ? 200 : 201, spend: spendAnswer(spend) };
}

function refused(error: unknown, { request_id, log }: { request_id: string; log: Logger }): Result {
  const problem = problemOf(error);
  if (problem.status === 503) throw error;
  if (problem.status >= 500) log.error({ err: error, request_id }, 'a spend of a batch failed');
  return { status: problem.status, problem: problemDocument(problem, request_id) };
}
