import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import {
  captureHold,
  fromCredits,
  type Hold,
  type Holder,
  placeHold,
  releaseHold,
  toCredits,
  UnknownHold,
} from '../../../credits/index.js';
import type { Db } from '../../../platform/db.js';
import type { HoldAnswer } from './answers.js';
import { keyOf, walletOf } from './authenticate.js';
import { answerDone, answerMade, idempotencyKeyOf } from './idempotency.js';
import { CaptureBody, HoldBody, ReleaseBody, Uuid } from './requests.js';
import { spendAnswer } from './spends.js';

/** POST /customers/:id/holds */
export function postHold(db: Db): RequestHandler {
  return async (req, res) => {
    const wallet_id = walletOf(req, res);
    const { id: made_by, owner: key_owner } = keyOf(res);
    const key = idempotencyKeyOf(req);
    const { service, quantity, expires_in: expires_in_s } = HoldBody.parse(req.body ?? {});
    const { replayed, hold } = await db.transaction((tx) =>
      placeHold(tx, { wallet_id, service, quantity, expires_in_s, made_by, key_owner, key }),
    );
    answerMade(res, { replayed, body: holdAnswer(hold) });
  };
}

/** POST /holds/:id/capture */
export function postCapture(db: Db): RequestHandler {
  return async (req, res) => {
    const named = heldBy(req, res);
    const { credits } = CaptureBody.parse(req.body ?? {});
    const amount = credits === undefined ? undefined : fromCredits(credits);
    const { replayed, capture } = await db.transaction((tx) => captureHold(tx, { ...named, amount }));
    const body = { ...holdAnswer(capture.hold), spend: spendAnswer(capture.spend) };
    answerDone(res, { replayed, body });
  };
}

/** POST /holds/:id/release */
export function postRelease(db: Db): RequestHandler {
  return async (req, res) => {
    const named = heldBy(req, res);
    ReleaseBody.parse(req.body ?? {});
    const { replayed, hold } = await db.transaction((tx) => releaseHold(tx, named));
    answerDone(res, { replayed, body: holdAnswer(hold) });
  };
}

/** The hold that the path names, and who asks: a customer's own key knows only the holds that it made. @throws UnknownHold */
function heldBy(
  req: Request,
  res: Response,
): { hold_id: string; by: Holder; key_owner: string; key: string } {
  const { id, owner: key_owner } = keyOf(res);
  const hold_id = Uuid.safeParse(req.params.id).data;
  if (hold_id === undefined) throw new UnknownHold();
  return { hold_id, by: { id, only_own: key_owner === 'customer' }, key_owner, key: idempotencyKeyOf(req) };
}

function holdAnswer(hold: Hold): z.infer<typeof HoldAnswer> {
  const { id, wallet_id, service, quantity, amount, captured, status, expires_at, closed_at, created_at } =
    hold;
  return {
    id,
    customer: wallet_id,
    service,
    quantity,
    credits: toCredits(amount),
    captured: toCredits(captured),
    status,
    expires_at,
    closed_at,
    created_at,
  };
}
