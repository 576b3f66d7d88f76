import type { Request, RequestHandler } from 'express';
import { audit, may } from '../src/accounts/index.js';
import type { AdminDeps } from './deps.js';
import { privateAnswers } from './guard/headers.js';
import { operatorOf, signedInOperators } from './guard/operator.js';
import { fromOurOwnPages } from './guard/origin.js';
import { Refusal } from './guard/refusal.js';

/**
 * bull-board behind our own door: signed-in admins, from our own pages. Its page cannot send our token; a change of
 * it is no GET, needs our origin, and is one that browsers send to no other site without asking.
 */
export function guardedBoard(deps: AdminDeps, { loginPath }: { loginPath: string }): RequestHandler[] {
  const { db, config, queueBoard } = deps;
  return [
    privateAnswers,
    withBoardPolicy,
    signedInOperators({ db, loginPath }),
    adminsOnly,
    fromOurOwnPages(config.PUBLIC_URL),
    onlyHandedOver,
    auditedChanges(deps),
    queueBoard,
  ];
}

/** No inline script. Its styles are written into elements, so those are let through. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self'`,
  `connect-src 'self'`,
  `form-action 'none'`,
  `base-uri 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

const withBoardPolicy: RequestHandler = (_req, res, next) => {
  res.set('Content-Security-Policy', POLICY);
  next();
};

const adminsOnly: RequestHandler = (req, _res, next) => {
  if (!may(operatorOf(req).role, 'queues.write')) throw new Refusal(403, 'Your role does not allow this.');
  next();
};

/** What may be done to jobs: their work stands in the database and outlives them. Making or rewriting one is no way to work. */
const CHANGES =
  /^\/api\/queues\/(?:[^/]+\/)?(?:pause|resume|promote|empty|retry\/\w+|clean\/\w+|[^/]+\/(?:retry|clean|promote)|job-schedulers\/[^/]+\/run)$/;

const onlyHandedOver: RequestHandler = (req, _res, next) => {
  if (isChange(req) && !(req.method === 'PUT' && CHANGES.test(req.path)))
    throw new Refusal(
      405,
      'Jobs are not made or rewritten by hand: their work is written down in the database.',
    );
  next();
};

function auditedChanges({ db }: AdminDeps): RequestHandler {
  return async (req, _res, next) => {
    if (isChange(req)) {
      const { actor } = operatorOf(req);
      const subject = { type: 'queue', id: decodeURIComponent(req.path.split('/')[3] ?? '') };
      const after = { asked: req.path.replace(/^\/api\/queues\//, '') };
      await db.transaction((tx) => audit(tx, { actor, action: 'queue.change', subject, after }));
    }
    next();
  };
}

function isChange({ method }: Request): boolean {
  return method !== 'GET' && method !== 'HEAD';
}
