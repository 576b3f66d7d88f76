import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { MalformedJson, UnsupportedMediaType } from '../errors.js';

const BODY_MAX = '32kb';

/** Parses JSON bodies and nothing else. */
export function jsonBody(): (RequestHandler | ErrorRequestHandler)[] {
  return [onlyJson, express.json({ limit: BODY_MAX }), inOurWords];
}

const onlyJson: RequestHandler = (req, _res, next) => {
  const hasBody = req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
  if (hasBody && !req.is('application/json')) throw new UnsupportedMediaType();
  next();
};

const inOurWords: ErrorRequestHandler = (error: { status?: number; type?: string }, _req, _res, next) => {
  if (error.type === 'entity.parse.failed') return next(new MalformedJson());
  next(error.status === 415 ? new UnsupportedMediaType() : error);
};
