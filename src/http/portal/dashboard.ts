import express, { type Router } from 'express';
import { livePlansOf } from '../../billing/index.js';
import {
  type Balance,
  balance,
  formatCredits,
  latestLines,
  listGrants,
  listHolds,
  tiedCredits,
  type WalletState,
  walletState,
} from '../../credits/index.js';
import { now } from '../../platform/clock.js';
import { greeting } from '../dates.js';
import type { HttpDeps } from '../deps.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { creditParts } from './credit-parts.js';
import { movements } from './movements.js';
import { shownHolds } from './open-holds.js';
import { shownSubscription } from './subscription-view.js';

const LATELY = 5;
const GRANTS_SHOWN = 200;
const HOLDS_COUNTED = 100;

/** What the customer can spend, where it comes from, and what happened last. */
export function dashboardPage({ db }: HttpDeps): Router {
  return express.Router().get('/dashboard', requireCustomer, async (req, res) => {
    const { id, name } = customerOf(req);
    const [at, state, standing, grants, holds, lately, plans] = await Promise.all([
      now(db),
      walletState(db, id),
      balance(db, id),
      listGrants(db, id, { only_open: true, limit: GRANTS_SHOWN }),
      listHolds(db, id, { only_open: true, limit: HOLDS_COUNTED }),
      latestLines(db, id, LATELY),
      livePlansOf(db, id),
    ]);
    const tied = standing.frozen + standing.debt > 0 ? await tiedCredits(db, id) : [];
    const hello = greeting({ now: at, timeZone: res.locals.timeZone });
    const parts = creditParts(grants, standing);
    res.render('portal/dashboard', {
      title: 'Overview',
      now: at,
      greeting: name ? `${hello}, ${name.split(' ')[0]}` : hello,
      notice: noticeOf(state, standing),
      balance: standing,
      parts,
      begun: parts.length + lately.length > 0,
      reserved: shownHolds(holds),
      tied,
      lately: movements(lately),
      plans: plans.map(shownSubscription),
    });
  });
}

interface Notice {
  kind: 'warn' | 'bad';
  text: string;
  href: string;
  action: string;
}

/** The one thing that the customer should know first, if there is any. */
function noticeOf(state: WalletState, { available, debt }: Balance): Notice | undefined {
  const write = { href: '/contact', action: 'Write to us' };
  const buy = { href: '/pricing', action: 'Buy credits' };
  if (state.suspended) {
    return { kind: 'bad', text: 'Your account is suspended: services cannot be used for now.', ...write };
  }
  if (state.spending_frozen) {
    return { kind: 'bad', text: 'Spending is frozen for now. Your credits stay yours.', ...write };
  }
  if (debt > 0) {
    const text = `You owe ${formatCredits(debt)} credits: they were used before their money went back. The next credits you get repay them first.`;
    return { kind: 'warn', text, ...buy };
  }
  const low = state.low_balance_threshold !== null && available < state.low_balance_threshold;
  return low
    ? { kind: 'warn', text: `Only ${formatCredits(available)} credits are left.`, ...buy }
    : undefined;
}
