import type { Request, Response } from 'express';
import { InvalidInput } from '../../../platform/errors.js';
import { IdempotencyKeyMissing } from '../errors.js';
import { IdempotencyKey } from './requests.js';

/** @throws IdempotencyKeyMissing, InvalidInput */
export function idempotencyKeyOf(req: Request): string {
  const header = req.get('idempotency-key');
  if (header === undefined || header === '') throw new IdempotencyKeyMissing();
  const parsed = IdempotencyKey.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new InvalidInput({ 'Idempotency-Key': parsed.error.issues[0]?.message ?? 'Not usable.' });
}

/** 201 for what was made now, 200 and a header for what was made before. */
export function answerMade(res: Response, answer: { replayed: boolean; body: object }): void {
  if (!answer.replayed) res.status(201);
  answerDone(res, answer);
}

/** 200, with a header for what was done before. */
export function answerDone(res: Response, { replayed, body }: { replayed: boolean; body: object }): void {
  if (replayed) res.set('Idempotent-Replayed', 'true');
  res.json(body);
}
