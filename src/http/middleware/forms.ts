import express, { type RequestHandler } from 'express';
import { BadRequest, UnsupportedMediaType } from '../request-errors.js';

const BODY_MAX = '100kb';
const FIELDS_MAX = 200;

/** Reads what forms send: flat, small, urlencoded and nothing else but what `uploads` has read already. */
export function formBodies(): RequestHandler[] {
  return [
    onlyForms,
    express.urlencoded({ extended: false, limit: BODY_MAX, parameterLimit: FIELDS_MAX }),
    storable,
  ];
}

const onlyForms: RequestHandler = (req, _res, next) => {
  const hasBody =
    req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;
  if (hasBody && req.body === undefined && !req.is('application/x-www-form-urlencoded')) {
    throw new UnsupportedMediaType('Send this as a form (application/x-www-form-urlencoded).');
  }
  next();
};

/** PostgreSQL takes no NUL in a text. */
const storable: RequestHandler = (req, _res, next) => {
  const values = Object.entries((req.body ?? {}) as Record<string, string | string[]>).flat(2);
  if (values.some((value) => value.includes('\0')))
    throw new BadRequest('The form holds a character that cannot be stored.');
  next();
};
