import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import type { Realm } from '../accounts/index.js';
import { NotFound } from '../platform/errors.js';
import type { Logger } from '../platform/log.js';
import { type Problem, problemOf } from './errors.js';

/** Ends every API: errors as application/problem+json (RFC 9457) with a stable `code`. */
export function problemDocuments(log: Logger): ErrorRequestHandler {
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const problem = report(error, { req, res, log });
    const { status } = problem;
    if (status === 401) res.set('WWW-Authenticate', 'Bearer');
    res
      .status(status)
      .type('application/problem+json')
      .send(JSON.stringify(problemDocument(problem, req.id)));
  };
}

/** A problem as RFC 9457 writes it. */
export function problemDocument({ status, code, message, details }: Problem, request_id: string) {
  const title = STATUS_CODES[status] ?? 'Error';
  return { type: 'about:blank', title, status, detail: message, code, request_id, ...details };
}

/** Ends the pages: the same errors as a page of ours, of the portal or of the back office. */
export function errorPages(log: Logger, of: Realm): ErrorRequestHandler {
  const frame = of === 'operator' ? { layout: 'bare', back_office: true } : {};
  return (error, req, res, next) => {
    if (res.headersSent) return next(error);
    const { status, code, message } = report(error, { req, res, log });
    if (req.get('HX-Request')) {
      return res.status(status).render('partials/notice', { layout: false, kind: 'bad', text: message });
    }
    const page =
      code === 'form_expired'
        ? formExpired(req)
        : {
            view: 'error',
            title: TITLES[status] ?? STATUS_CODES[status],
            ...(status === 503 ? again(req) : {}),
          };
    const { view, ...locals } = {
      ...frame,
      ...page,
      status,
      message,
      request_id: status >= 500 ? req.id : undefined,
    };
    res.status(status).render(view, locals, (fault, html) => {
      if (!fault) return void res.send(html);
      log.error({ err: fault, request_id: req.id }, 'the error page itself failed');
      res.type('text').send(`${message}\n`);
    });
  };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'This cannot be read',
  401: 'Please sign in',
  403: 'This is not allowed',
  404: 'There is no such page',
  413: 'This is too large',
  422: 'This cannot be done',
  429: 'Too many attempts',
  500: 'Something went wrong',
  503: 'We will be back in a moment',
};

/** Offers to send the same form again, with what was typed except passwords and codes. */
function formExpired(req: Request): { view: string; [local: string]: unknown } {
  const locals = {
    title: 'Please send this again',
    action: req.originalUrl,
    fields: typed(req),
    narrow: true,
  };
  return { view: 'portal/accounts/form-expired', ...locals };
}

/** Where to ask once more for what passes by itself: the same page, or the same form, whose key makes it the same act. */
function again(req: Request): object {
  if (req.method === 'GET') return { href: req.originalUrl };
  const isWhole = req.is('urlencoded') && Object.keys(bodyOf(req)).every(isShownAgain);
  return isWhole ? { action: req.originalUrl, fields: typed(req) } : {};
}

function typed(req: Request): { name: string; value: string }[] {
  return Object.entries(bodyOf(req))
    .filter(([name]) => name !== '_csrf' && isShownAgain(name))
    .flatMap(([name, values]) => [values].flat().map((value) => ({ name, value })));
}

function isShownAgain(name: string): boolean {
  return !/password|code|token/.test(name);
}

function bodyOf(req: Request): Record<string, string | string[]> {
  return (req.body ?? {}) as Record<string, string | string[]>;
}

/** What no route took. */
export const nothingHere: RequestHandler = () => {
  throw new NotFound('There is nothing at this address.');
};

function report(error: unknown, { req, res, log }: { req: Request; res: Response; log: Logger }): Problem {
  const problem = problemOf(error);
  if (problem.status >= 500) log.error({ err: error, request_id: req.id }, 'request failed');
  if (typeof problem.details.retry_after_s === 'number')
    res.set('Retry-After', String(problem.details.retry_after_s));
  return problem;
}
