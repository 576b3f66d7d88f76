import { randomUUID } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import {
  cardName,
  choosePaymentMethod,
  listPaymentMethods,
  type PaymentMethodView,
  removePaymentMethod,
  savingStatus,
  startSavingCard,
  UnknownCheckout,
} from '../../billing/index.js';
import type { HttpDeps } from '../deps.js';
import { type FormPage, showForm, takeForm } from '../form-page.js';
import { customerOf, requireCustomer } from '../middleware/realm.js';

const PATH = '/payment-methods';
/** From here on the page says that it takes longer than usual, and asks less often. */
const LATE_MS = 20_000;

const Form = z.object({ attempt: z.uuid({ error: 'Reload the page and start again.' }) });
const Query = z.object({
  session_id: z.string().regex(/^cs_\w{1,200}$/),
  since: z.coerce.number().int().positive().optional().catch(undefined),
});

/** The cards a customer has saved: add, set the default, remove. Each page shown carries a key for its forms. */
export function paymentMethodPages(deps: HttpDeps): Router {
  return express
    .Router()
    .get(PATH, requireCustomer, showForm(methodsPage(deps, addCard(deps))))
    .post(PATH, requireCustomer, takeForm(methodsPage(deps, addCard(deps))))
    .post(`${PATH}/:id/default`, requireCustomer, takeForm(methodsPage(deps, change(deps, 'default'))))
    .post(`${PATH}/:id/removal`, requireCustomer, takeForm(methodsPage(deps, change(deps, 'removed'))))
    .get(`${PATH}/saved`, requireCustomer, async (req, res) => {
      const query = Query.safeParse(req.query);
      if (!query.success) throw new UnknownCheckout();
      const shown = await progress(deps, { user_id: customerOf(req).id, ...query.data });
      if (req.get('HX-Request')) {
        return res.render('portal/payment-methods/progress', { ...shown, layout: false });
      }
      res.render('portal/payment-methods/saved', shown);
    })
    .get(`${PATH}/not-saved`, requireCustomer, (_req, res) =>
      res.render('portal/payment-methods/not-saved', { title: 'No card saved' }),
    );
}

type Act = FormPage<typeof Form>['act'];

function methodsPage({ db }: HttpDeps, act: Act): FormPage<typeof Form> {
  return {
    view: 'portal/payment-methods/index',
    title: 'Payment methods',
    body: Form,
    keeps: [],
    locals: async (req) => ({
      narrow: false,
      attempt: randomUUID(),
      done: req.query.done,
      methods: shownMethods(await listPaymentMethods(db, customerOf(req).id)),
    }),
    act,
  };
}

function shownMethods(methods: readonly PaymentMethodView[]) {
  return methods.map((method) => ({ ...shownMethod(method), choice: choiceOf(method, methods) }));
}

/** What choosing the card does, in words. A plan that began with a card of its own goes on with that until told otherwise. */
function choiceOf(method: PaymentMethodView, methods: readonly PaymentMethodView[]): string | undefined {
  if (!method.is_default) return 'Make default';
  const other = methods.find(({ id, pays_plan }) => pays_plan && id !== method.id);
  return other && 'Use for my plan too';
}

function shownMethod(method: PaymentMethodView) {
  const { id, brand, last4, expired, is_default, pays_plan, pays_top_ups } = method;
  return {
    id,
    name: cardName({ brand, last4 }),
    expiry: expiryOf(method),
    expired,
    is_default,
    pays_plan,
    pays_top_ups,
    in_use: pays_plan || pays_top_ups,
    /** What happens when it is removed. */
    warning: warningOf(method),
  };
}

/** As it stands on the card: "03/2031". */
export function expiryOf({ exp_month, exp_year }: PaymentMethodView): string | null {
  return exp_month && exp_year ? `${String(exp_month).padStart(2, '0')}/${exp_year}` : null;
}

function warningOf({ pays_plan, pays_top_ups }: PaymentMethodView): string {
  const plan = pays_plan
    ? 'Your plan renews with it: without another default card the next payment fails, and the plan with it. '
    : '';
  return `${plan}${pays_top_ups ? 'Automatic top-ups that charge it will stop. ' : ''}`;
}

function addCard(deps: HttpDeps): Act {
  return async ({ attempt }, req, res) => {
    const { url } = await startSavingCard(deps, { user_id: customerOf(req).id, key: attempt });
    res.redirect(303, url);
  };
}

function change(deps: HttpDeps, done: 'default' | 'removed'): Act {
  const act = done === 'default' ? choosePaymentMethod : removePaymentMethod;
  return async ({ attempt }, req: Request, res) => {
    const payment_method_id = String(req.params.id);
    await act(deps, { user_id: customerOf(req).id, payment_method_id, key: `${done} ${attempt}` });
    res.redirect(303, `${PATH}?done=${done}`);
  };
}

interface Waiting {
  user_id: string;
  session_id: string;
  /** When the customer came back, in milliseconds of this machine's clock; it travels with each question. */
  since?: number | undefined;
}

/** What the page may say now; while confirming, also where and when to ask again. */
async function progress({ db }: HttpDeps, { user_id, session_id, since = Date.now() }: Waiting) {
  const status = await savingStatus(db, { session_id, user_id });
  if (status.state === 'saved')
    return { title: 'Card saved', state: status.state, ...shownMethod(status.method) };
  if (status.state === 'expired') return { title: 'No card saved', state: status.state };
  const late = Date.now() - since > LATE_MS;
  const again = `${PATH}/saved?session_id=${session_id}&since=${since}`;
  return { title: 'Saving your card', state: status.state, late, again, again_seconds: late ? 5 : 1 };
}
