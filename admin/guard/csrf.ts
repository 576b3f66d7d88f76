import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler } from 'express';
import { Refusal } from './refusal.js';

const { generateToken, isRequestValid } = csrfSync({
  getTokenFromRequest: (req) => req.headers['x-csrf-token'] as string | undefined,
});

/** Whatever is not a plain read needs the session's token, which only our own page can read, in a header. */
export const withCsrfToken: RequestHandler = (req, _res, next) => {
  const reads = req.method === 'GET' || req.method === 'HEAD';
  if (!reads && !isRequestValid(req))
    throw new Refusal(403, 'This page is out of date. Load it again and retry.');
  next();
};

/** The session's token, made at the first call. */
export function csrfTokenOf(req: Request): string {
  return generateToken(req);
}
