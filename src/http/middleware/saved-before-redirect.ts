import type { RequestHandler } from 'express';

/**
 * Stores the session before a redirect is sent. express-session sends the headers first and stores while the body is
 * under way, but browsers follow a redirect at its headers: the next page could be too early for what it needs.
 */
export const savedBeforeRedirect: RequestHandler = (req, res, next) => {
  const redirect = res.redirect.bind(res) as (...args: unknown[]) => void;
  res.redirect = (...args: unknown[]) => {
    if (!req.session || isEmpty(req.session)) return redirect(...args);
    req.session.save((fault: unknown) => (fault ? next(fault) : redirect(...args)));
  };
  next();
};

/** A session in which nobody wrote anything is never stored. */
function isEmpty({ cookie: _, ...written }: object & { cookie?: unknown }): boolean {
  return Object.keys(written).length === 0;
}
