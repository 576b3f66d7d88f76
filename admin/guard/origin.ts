import type { Request, RequestHandler } from 'express';
import { Refusal } from './refusal.js';

/**
 * Refuses what another site's page makes a browser send. A change must come from our own origin, and so must any
 * call of the API; only whole pages may be reached by a link from elsewhere.
 */
export function fromOurOwnPages(publicUrl: string): RequestHandler {
  const ours = new URL(publicUrl).origin;
  return (req, _res, next) => {
    const changes = req.method !== 'GET' && req.method !== 'HEAD';
    if (changes && !isOurOrigin(req, ours)) throw new Refusal(403, 'This did not come from our own pages.');
    if ((changes || req.path.startsWith('/api/')) && isCrossSite(req)) {
      throw new Refusal(403, 'Other sites may not call this.');
    }
    next();
  };
}

/** The configured origin, or the very host the browser spoke to (a page of ours under another name of this server). */
function isOurOrigin(req: Request, ours: string): boolean {
  const origin = req.headers.origin;
  if (!origin || !URL.canParse(origin)) return false;
  return origin === ours || new URL(origin).host === req.headers.host;
}

function isCrossSite(req: Request): boolean {
  const site = req.headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}
