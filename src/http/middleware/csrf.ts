import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { ForeignRequest, FormExpired } from '../request-errors.js';

const ANONYMOUS_SESSION_MS = 2 * 3600_000;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const { generateToken, isRequestValid } = csrfSync({
  size: 32,
  getTokenFromRequest: (req) =>
    (req.body as { _csrf?: string } | undefined)?._csrf ?? (req.headers['x-csrf-token'] as string),
});

/** Hands pages the session's token as `csrfToken`: a function, so that only a page with a form begins a session. */
export const offerCsrfToken: RequestHandler = (req, res, next) => {
  res.locals.csrfToken = () => {
    if (!req.user && !req.session.csrfToken) req.session.cookie.maxAge = ANONYMOUS_SESSION_MS;
    return generateToken(req);
  };
  next();
};

/**
 * Changes come from our own pages and carry the session's token. Runs after the body is read.
 * @throws ForeignRequest when another site sent it, FormExpired when only the token is missing or old
 */
export function csrfProtection(publicUrl: string): RequestHandler {
  const ours = new URL(publicUrl).origin;
  return (req, _res, next) => {
    if (READS.has(req.method)) return next();
    if (isForeign(req, ours)) throw new ForeignRequest();
    if (!isRequestValid(req)) throw new FormExpired();
    next();
  };
}

/** Browsers tell where a request comes from; what tells nothing (an old browser, a program) still needs the token. */
function isForeign(req: Request, ours: string): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = req.headers.origin;
  if (origin === undefined || origin === ours) return false;
  return !URL.canParse(origin) || new URL(origin).host !== req.headers.host;
}
