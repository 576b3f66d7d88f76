import type AdminJS from 'adminjs';
import { ApiController } from 'adminjs';
import express, { type Request, type RequestHandler, type Router } from 'express';
import { may } from '../src/accounts/index.js';
import { type ActionCall, checkedActionCall } from './guard/action.js';
import { type CurrentOperator, operatorOf } from './guard/operator.js';
import { checkedQuery } from './guard/query.js';
import { Refusal } from './guard/refusal.js';
import type { OfficePage } from './pages/page.js';

type Pages = Readonly<Record<string, OfficePage>>;

/** The calls that the pages make: AdminJS's own controller, each behind its check. Bulk actions do not exist here. */
export function api(admin: AdminJS, pages: Pages): Router {
  const router = express.Router();
  router.all(
    '/pages/:pageName',
    answer(async (req) => callPage(pages, req)),
  );
  router.all(
    '/resources/:resourceId/actions/:action',
    answer(async (req) => callAction(admin, 'resource', req)),
  );
  router.all(
    '/resources/:resourceId/records/:recordId/:action',
    answer(async (req) => callAction(admin, 'record', req)),
  );
  router.use(() => {
    throw new Refusal(404, 'There is nothing here.');
  });
  return router;
}

async function callPage(pages: Pages, req: Request): Promise<unknown> {
  const name = String(req.params.pageName);
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  const handler = req.method === 'GET' ? page?.read : req.method === 'POST' ? page?.change : undefined;
  const operator = operatorOf(req);
  if (!page) throw new Refusal(404, 'There is no such page.');
  if (!handler) throw new Refusal(405, 'This cannot be asked for in this way.');
  if (page.permission && !may(operator.role, page.permission))
    throw new Refusal(403, 'Your role does not allow this.');
  const query = checkedQuery(page.query ?? [], searchOf(req));
  return handler({ actor: operator.actor, query, body: req.body as unknown, session: req.session });
}

async function callAction(admin: AdminJS, kind: ActionCall['kind'], req: Request): Promise<unknown> {
  const { resourceId = '', action = '', recordId } = req.params as Record<string, string>;
  const operator = operatorOf(req);
  const query = checkedActionCall(admin, {
    kind,
    resourceId,
    action,
    method: req.method,
    search: searchOf(req),
    operator,
  });
  const controller = new ApiController({ admin }, asCurrentAdmin(operator, req));
  const request = {
    params: { resourceId, action, ...(recordId === undefined ? {} : { recordId }) },
    query,
    payload: (req.body ?? {}) as Record<string, unknown>,
    method: req.method.toLowerCase() as 'get' | 'post',
  };
  if (kind === 'resource') return controller.resourceAction(request, {});
  const answer = await controller.recordAction(request, {});
  // Our actions throw what goes wrong: an answer with an error is AdminJS's own, for an id that no record has.
  if (answer.notice?.type === 'error') throw new Refusal(404, 'There is no such record.');
  return answer;
}

/** Actions get the operator and, for the check of a recent sign-in, his session. */
function asCurrentAdmin(
  operator: CurrentOperator,
  req: Request,
): CurrentOperator & { session: Request['session'] } {
  return { ...operator, session: req.session };
}

function searchOf(req: Request): URLSearchParams {
  return new URL(req.originalUrl, 'http://localhost').searchParams;
}

function answer(work: (req: Request) => Promise<unknown>): RequestHandler {
  return async (req, res) => {
    res.json(await work(req));
  };
}
