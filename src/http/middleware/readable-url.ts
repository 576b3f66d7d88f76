import type { RequestHandler } from 'express';
import { BadRequest } from '../request-errors.js';

/** Refuses addresses that cannot be decoded and characters that no database takes, before anything reads them. */
export const readableUrl: RequestHandler = (req, _res, next) => {
  const decoded = decode(req.originalUrl);
  if (decoded === undefined || decoded.includes('\0')) throw new BadRequest('This address is not readable.');
  next();
};

function decode(url: string): string | undefined {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
