import express, { type Router } from 'express';
import { balance, formatCredits, listEntries, listGrants } from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { greeting } from '../dates.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { creditParts } from './credit-parts.js';
import { movements } from './movements.js';

const LATELY = 5;
const GRANTS_SHOWN = 200;

/** What the customer can spend, where it comes from, and what happened last. */
export function dashboardPage({ db }: HttpDeps): Router {
  return express.Router().get('/dashboard', requireCustomer, async (req, res) => {
    const { id, name } = customerOf(req);
    const [at, standing, grants, lately] = await Promise.all([
      now(db),
      balance(db, id),
      listGrants(db, id, { only_open: true, limit: GRANTS_SHOWN }),
      listEntries(db, id, { limit: LATELY }),
    ]);
    const hello = greeting({ now: at, timeZone: res.locals.timeZone });
    res.render('portal/dashboard', {
      title: 'Overview',
      now: at,
      greeting: name ? `${hello}, ${name.split(' ')[0]}` : hello,
      balance: standing,
      parts: creditParts(grants, standing.held),
      debt: standing.debt > 0 && owing(standing.debt),
      lately: movements(lately.data),
    });
  });
}

function owing(debt: number): string {
  return `You owe ${formatCredits(debt)} credits that were refunded after they were spent. The next credits you get repay them first.`;
}
