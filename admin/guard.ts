import type { RequestHandler } from 'express';
import type { AdminDeps } from './deps.js';
import { smallJsonBodies } from './guard/body.js';
import { withCsrfToken } from './guard/csrf.js';
import { privateAnswers } from './guard/headers.js';
import { signedInOperators } from './guard/operator.js';
import { fromOurOwnPages } from './guard/origin.js';

/**
 * What stands in front of all of AdminJS, in this order: a signed-in operator, read afresh; from our own pages; with
 * the session's token where something changes; and only then is a body read. What an action may be asked with is
 * checked by guard/action.ts, called for each.
 */
export function guard({ db, config }: AdminDeps, { loginPath }: { loginPath: string }): RequestHandler[] {
  return [
    privateAnswers,
    signedInOperators({ db, loginPath }),
    fromOurOwnPages(config.PUBLIC_URL),
    withCsrfToken,
    ...smallJsonBodies(),
  ];
}
