import type { Request, RequestHandler, Response } from 'express';
import { type ApiKey, type ApiScope, authenticateApiKey, InvalidApiKey } from '../../../accounts/index.js';
import { UnknownCustomer } from '../../../credits/index.js';
import type { Db } from '../../../platform/db.js';
import { InsufficientScope } from '../errors.js';
import { Uuid } from './requests.js';

/** Puts the caller's key in `res.locals`; every route after this has one. */
export function authenticate(db: Db): RequestHandler {
  return async (req, res, next) => {
    const [, bearer] = /^Bearer ([^\s]+)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (bearer === undefined) throw new InvalidApiKey();
    res.locals.apiKey = await authenticateApiKey(db, bearer);
    next();
  };
}

export function keyOf(res: Response): ApiKey {
  return res.locals.apiKey as ApiKey;
}

/** Refuses keys without the scope. */
export function scope(wanted: ApiScope): RequestHandler {
  return (_req, res, next) => {
    if (!keyOf(res).scopes.includes(wanted)) throw new InsufficientScope(wanted);
    next();
  };
}

/** The wallet that the path names. @throws UnknownCustomer */
export function walletOf(req: Request, res: Response): string {
  return walletNamed(keyOf(res), String(req.params.id));
}

/** The wallet of a customer's id, where the key may name it: what is no id is nobody's. @throws UnknownCustomer */
export function walletNamed(key: ApiKey, customer: string): string {
  const id = Uuid.safeParse(customer).data;
  if (id === undefined) throw new UnknownCustomer();
  requireKnown(key, id);
  return id;
}

/** A customer's own key knows of no other wallet than its customer's. @throws UnknownCustomer */
export function requireKnown({ owner, user_id }: ApiKey, wallet_id: string): void {
  if (owner === 'customer' && wallet_id !== user_id) throw new UnknownCustomer();
}
