import express, { type RequestHandler } from 'express';
import { Refusal } from './refusal.js';

const BODY_MAX = '64kb';

/**
 * Bodies are small JSON and nothing else: no upload is ever taken in, so none can fill the disk. Runs after the
 * sign-in check.
 */
export function smallJsonBodies(): RequestHandler[] {
  return [onlyJson, express.json({ limit: BODY_MAX, strict: true, reviver: storable })];
}

const onlyJson: RequestHandler = (req, _res, next) => {
  const hasBody = req.method !== 'GET' && req.method !== 'HEAD';
  if (hasBody && !req.is('application/json')) throw new Refusal(415, 'Only JSON is taken here.');
  next();
};

/** PostgreSQL takes no NUL in a text, and no object takes this name for a field. */
function storable(name: string, value: unknown): unknown {
  const isText = typeof value === 'string';
  if (name === '__proto__' || (isText && /\0|\p{Cs}/u.test(value))) {
    throw new Refusal(400, 'This holds something that cannot be stored.');
  }
  return value;
}
