import express, { type Router } from 'express';
import {
  daysOf,
  entriesIn,
  openStatement,
  type SummedStatement,
  statementPage,
  sumStatement,
} from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { movements } from './movements.js';
import { PDF_ENTRIES_MAX } from './statement-files.js';
import { type Asked, askedFor } from './statement-period.js';

/** The statement: every movement with the balance after it, newest first. HTMX asks for the older rows alone. */
export function creditsPage({ db }: HttpDeps): Router {
  return express.Router().get('/credits', requireCustomer, async (req, res) => {
    const at = await now(db);
    const asked = askedFor(req.query, at);
    const statement = await openStatement(db, { wallet_id: customerOf(req).id, period: asked.period });
    const page = await statementPage(db, statement, { cursor: asked.cursor });
    const older = page.next_cursor && `/credits?${asked.search}&cursor=${page.next_cursor}`;
    const shown = { now: at, entries: movements(page.data), older };
    if (req.get('HX-Request')) return res.render('portal/credits/rows', { ...shown, layout: false });
    res.render('portal/credits/index', {
      title: 'Statement',
      ...shown,
      ...summary(await sumStatement(db, statement), asked),
      paged: asked.cursor,
    });
  });
}

const PERIOD_WORDS = [
  ['all', 'All'],
  ['this-month', 'This month'],
  ['last-month', 'Last month'],
  ['last-90-days', 'Last 90 days'],
] as const;

function summary(statement: SummedStatement, { name, period, search }: Asked) {
  const { opening, closing, totals } = statement;
  return {
    opening,
    closing,
    totals,
    days: daysOf(period),
    search,
    whole: name === 'all',
    chosen: name === null,
    periods: PERIOD_WORDS.map(([id, words]) => ({ id, words, current: id === name })),
    too_long: entriesIn(statement) > PDF_ENTRIES_MAX,
    pdf_max: PDF_ENTRIES_MAX,
  };
}
