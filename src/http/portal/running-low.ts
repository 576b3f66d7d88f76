import express, { type Router } from 'express';
import { switchOffTopUp } from '../../billing/index.js';
import { fromCredits, setLowBalanceThreshold } from '../../credits/index.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';
import { NoticeForm, RUNNING_LOW, runningLowLocals, TopUpForm } from './running-low-view.js';
import { allowTopUp } from './top-up-form.js';

const VIEW = 'portal/credits/running-low';
const TITLE = 'When credits run low';

/** What is to happen when a customer's credits run low: a mail, and a pack bought by itself. */
export function runningLowPages(deps: HttpDeps): Router {
  return express
    .Router()
    .get(RUNNING_LOW, requireCustomer, async (req, res) => {
      const locals = await runningLowLocals(deps.db, req);
      res.render(VIEW, { title: TITLE, narrow: true, done: req.query.done, errors: {}, ...locals });
    })
    .post(`${RUNNING_LOW}/notice`, requireCustomer, takeForm(noticePage(deps)))
    .post(`${RUNNING_LOW}/top-up`, requireCustomer, takeForm(topUpPage(deps)))
    .post(`${RUNNING_LOW}/top-up/removal`, requireCustomer, async (req, res) => {
      await deps.db.transaction((tx) => switchOffTopUp(tx, { user_id: customerOf(req).id }));
      res.redirect(303, `${RUNNING_LOW}?done=top-up-off`);
    });
}

/** Both forms stand on one page; what was typed comes back through its locals. */
function page({ db }: HttpDeps): Pick<FormPage<typeof NoticeForm>, 'view' | 'title' | 'keeps' | 'locals'> {
  return { view: VIEW, title: TITLE, keeps: [], locals: (req) => runningLowLocals(db, req) };
}

function noticePage(deps: HttpDeps): FormPage<typeof NoticeForm> {
  return {
    ...page(deps),
    body: NoticeForm,
    act: async ({ threshold }, req, res) => {
      const { id: wallet_id } = customerOf(req);
      const amount = threshold === null ? null : fromCredits(threshold);
      await deps.db.transaction((tx) => setLowBalanceThreshold(tx, { wallet_id, threshold: amount }));
      res.redirect(303, `${RUNNING_LOW}?done=${amount === null ? 'notice-off' : 'notice'}`);
    },
  };
}

function topUpPage(deps: HttpDeps): FormPage<typeof TopUpForm> {
  return {
    ...page(deps),
    body: TopUpForm,
    act: async (form, req, res) => {
      await allowTopUp(deps.db, { user_id: customerOf(req).id, form });
      res.redirect(303, `${RUNNING_LOW}?done=top-up`);
    },
  };
}
