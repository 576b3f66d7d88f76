import express, { type Router } from 'express';
import { z } from 'zod';
import { balance, listEntries } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { NotFound } from '../../platform/errors.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { movements } from './movements.js';

const Query = z.object({
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .optional(),
});

/** The statement: every movement with the balance after it, newest first. HTMX asks for the older rows alone. */
export function creditsPage({ db }: HttpDeps): Router {
  return express.Router().get('/credits', requireCustomer, async (req, res) => {
    const { id } = customerOf(req);
    const query = Query.safeParse(req.query);
    if (!query.success) throw new NotFound('There is no such page of your statement.');
    const { cursor } = query.data;
    const [at, standing, page] = await Promise.all([
      now(db),
      balance(db, id),
      listEntries(db, id, { cursor }),
    ]);
    const older = page.next_cursor && `/credits?cursor=${page.next_cursor}`;
    const shown = { now: at, entries: movements(page.data), older };
    if (req.get('HX-Request')) return res.render('portal/credits/rows', { ...shown, layout: false });
    res.render('portal/credits/index', { title: 'Statement', ...shown, balance: standing, paged: cursor });
  });
}
