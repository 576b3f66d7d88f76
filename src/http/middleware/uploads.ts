import express, { type RequestHandler } from 'express';
import { BadRequest, SignInRequired } from '../request-errors.js';

declare global {
  namespace Express {
    interface Request {
      /** The bytes of the form's one file, where the form has one. Empty when none was chosen. */
      upload?: Buffer;
    }
  }
}

const MULTIPART = 'multipart/form-data';
/** Above what any service takes: slightly too much is then told at the field, and only far too much is cut off. */
const FORM_BYTES_MAX = 4_000_000;

/**
 * Reads forms with a file, in memory, for people who are signed in. Goes before `formProtection`, which finds the
 * token among the fields.
 *
 * @throws SignInRequired before a byte is kept, BadRequest, and 413
 */
export function uploads(): RequestHandler[] {
  return [signedIn, express.raw({ type: MULTIPART, limit: FORM_BYTES_MAX }), parse];
}

const signedIn: RequestHandler = (req, _res, next) => {
  if (req.is(MULTIPART) && !req.user) throw new SignInRequired();
  next();
};

const parse: RequestHandler = async (req, _res, next) => {
  if (!Buffer.isBuffer(req.body)) return next();
  const headers = { 'content-type': req.get('content-type') ?? '' };
  const form = await new Response(new Uint8Array(req.body), { headers }).formData().catch(() => {
    throw new BadRequest('This form could not be read.');
  });
  const fields: Record<string, string> = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else req.upload = Buffer.from(await value.arrayBuffer());
  }
  req.body = fields;
  next();
};
