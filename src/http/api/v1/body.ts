import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { InvalidInput } from '../../../platform/errors.js';
import { MalformedJson, UnsupportedMediaType } from '../errors.js';

const BODY_MAX = '32kb';

/** Parses bodies that are a JSON object, and nothing else. */
export function jsonBody(limit = BODY_MAX): (RequestHandler | ErrorRequestHandler)[] {
  return [onlyJson, express.json({ limit, strict: false }), onlyObjects, inOurWords];
}

const onlyJson: RequestHandler = (req, _res, next) => {
  const hasBody = req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
  if (hasBody && !req.is('application/json')) throw new UnsupportedMediaType();
  next();
};

const onlyObjects: RequestHandler = (req, _res, next) => {
  const { body } = req;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (body !== undefined && !isObject) throw new InvalidInput({ body: 'Expected a JSON object.' });
  next();
};

const inOurWords: ErrorRequestHandler = (error: { status?: number; type?: string }, _req, _res, next) => {
  if (error.type === 'entity.parse.failed') return next(new MalformedJson());
  next(error.status === 415 ? new UnsupportedMediaType() : error);
};
