import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Logger } from '../../platform/log.js';

declare global {
  namespace Express {
    interface Request {
      /** Names this request in the log, in the header X-Request-Id and on error pages. */
      id: string;
    }
  }
}

/** Gives every request an id and writes one log line when it is answered. The query is left out: it may hold a token. */
export function requestId(log: Logger): RequestHandler {
  return (req, res, next) => {
    req.id = randomUUID();
    res.setHeader('X-Request-Id', req.id);
    const start = performance.now();
    const path = req.path;
    res.on('close', () => {
      const duration_ms = Math.round(performance.now() - start);
      const aborted = !res.writableFinished;
      log.info(
        { request_id: req.id, method: req.method, path, status: res.statusCode, duration_ms, aborted },
        'request',
      );
    });
    next();
  };
}
