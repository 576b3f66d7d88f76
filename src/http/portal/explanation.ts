import express, { type Router } from 'express';
import { z } from 'zod';
import { explain, GRANTS_TOLD, GRANTS_TOLD_MAX, isDay } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { shownExplanation } from './explanation-view.js';

/** What <input type="datetime-local"> sends, taken as UTC; empty means now. */
const Moment = z
  .string()
  .refine(
    (text) =>
      text === '' || (isDay(text.slice(0, 10)) && /^.{10}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/.test(text)),
  )
  .transform((text) => (text ? new Date(`${text}Z`) : undefined))
  .optional();

const Query = z.object({
  at: Moment,
  told: z.coerce.number().int().min(1).max(GRANTS_TOLD_MAX).default(GRANTS_TOLD),
});

/** Why the balance is what it is, now or at a moment that the reader chooses: grant by grant. */
export function explanationPage({ db }: HttpDeps): Router {
  return express.Router().get('/credits/explanation', requireCustomer, async (req, res) => {
    const query = Query.safeParse(req.query);
    if (!query.success) throw new NotFound('There is no such moment to explain.');
    const { at, told } = query.data;
    const moment = await now(db);
    const then = at && at < moment ? at : undefined;
    const explanation = await explain(db, { wallet_id: customerOf(req).id, at: then, told });
    res.render('portal/credits/explanation', {
      title: 'Why is my balance this?',
      now: moment,
      then,
      field: { at: then && minuteOf(then), max: minuteOf(moment) },
      more: explanation.older && told < GRANTS_TOLD_MAX && moreAddress(then, told),
      ...shownExplanation(explanation),
    });
  });
}

/** As the field writes it, in UTC. */
function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16);
}

function moreAddress(at: Date | undefined, told: number): string {
  const search = new URLSearchParams({ told: String(Math.min(told * 4, GRANTS_TOLD_MAX)) });
  if (at) search.set('at', at.toISOString().slice(0, 19));
  return `/credits/explanation?${search}`;
}
