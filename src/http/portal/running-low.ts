import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import { balance, fromCredits, setLowBalanceThreshold, toCredits, walletState } from '../../credits/index.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';

const PATH = '/credits/running-low';
const VIEW = 'portal/credits/running-low';
const TITLE = 'When credits run low';
const CREDITS_MAX = 10_000_000;

/** Whole credits as people type them, or nothing. */
const Threshold = z
  .string({ error: 'Write a number of credits.' })
  .trim()
  .regex(/^\d{0,8}$/, 'Write a whole number of credits, such as 100.')
  .transform((text) => (text === '' ? null : Number(text)))
  .refine((credits) => credits === null || (credits >= 1 && credits <= CREDITS_MAX), {
    error: `Write a number from 1 to ${CREDITS_MAX.toLocaleString('en')}.`,
  });

const Notice = z.object({ threshold: Threshold });

/** What is to happen when a customer's credits run low: his settings, in one place. */
export function runningLowPages(deps: HttpDeps): Router {
  return express
    .Router()
    .get(PATH, requireCustomer, async (req, res) => {
      const shown = await settings(deps, req);
      res.render(VIEW, { title: TITLE, narrow: true, done: req.query.done, errors: {}, ...shown });
    })
    .post(`${PATH}/notice`, requireCustomer, takeForm(noticeForm(deps)));
}

function noticeForm(deps: HttpDeps): FormPage<typeof Notice> {
  return {
    view: VIEW,
    title: TITLE,
    body: Notice,
    keeps: ['threshold'],
    locals: (req) => settings(deps, req),
    act: async ({ threshold }, req, res) => {
      const { id: wallet_id } = customerOf(req);
      const amount = threshold === null ? null : fromCredits(threshold);
      await deps.db.transaction((tx) => setLowBalanceThreshold(tx, { wallet_id, threshold: amount }));
      res.redirect(303, `${PATH}?done=${amount === null ? 'notice-off' : 'notice'}`);
    },
  };
}

async function settings({ db }: HttpDeps, req: Request) {
  const { id, email } = customerOf(req);
  const [{ low_balance_threshold }, standing] = await Promise.all([walletState(db, id), balance(db, id)]);
  const threshold = low_balance_threshold === null ? '' : String(toCredits(low_balance_threshold));
  return { email, balance: standing, values: { threshold } };
}
