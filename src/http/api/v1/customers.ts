import type { RequestHandler } from 'express';
import { balance, findCustomer, toCredits } from '../../../credits/index.js';
import type { Db } from '../../../platform/db.js';
import { keyOf, requireKnown, walletOf } from './authenticate.js';
import { partsInCredits } from './credits.js';
import { BalanceQuery, CustomerQuery } from './requests.js';

/** GET /customers?email= */
export function getCustomer(db: Db): RequestHandler {
  return async (req, res) => {
    const customer = await findCustomer(db, CustomerQuery.parse(req.query));
    requireKnown(keyOf(res), customer.id);
    res.json(customer);
  };
}

/** GET /customers/:id/balance[?at=] */
export function getBalance(db: Db): RequestHandler {
  return async (req, res) => {
    const { at } = BalanceQuery.parse(req.query);
    const { by_type, next_expiry, ...parts } = await balance(
      db,
      walletOf(req, res),
      at ? new Date(at) : undefined,
    );
    res.json({
      ...partsInCredits(parts),
      by_type: {
        subscription: toCredits(by_type.subscription),
        pay_as_you_go: toCredits(by_type.pay_as_you_go),
        promotional: toCredits(by_type.promotional),
      },
      next_expiry: next_expiry && { at: next_expiry.at, credits: toCredits(next_expiry.amount) },
    });
  };
}
