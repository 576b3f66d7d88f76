import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';

/** What operators see is kept by no cache and shown in no frame. */
export const privateAnswers: RequestHandler = (_req, res, next) => {
  res.set({
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  });
  next();
};

/** The page's own Content-Security-Policy; answers the nonce that its inline scripts must carry. */
export function withPagePolicy(res: Response): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ];
  res.set('Content-Security-Policy', policy.join('; '));
  return nonce;
}
