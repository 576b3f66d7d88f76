import type { Action } from 'adminjs';
import { z } from 'zod';
import { requireRecentAuthentication } from '../../src/accounts/index.js';
import { changePrice, previewPriceChange } from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import { made, priceChange, why } from './catalogue-form.js';
import { recordAction } from './define.js';
import { parse } from './parse.js';

const Change = z.strictObject(priceChange);
const ChangeNow = z.strictObject({ ...priceChange, ...why });

const OPENING = { permission: 'plans.write', method: 'POST' } as const;

/** What a change of a price does, while it is typed. */
export function previewChangeOfPrice({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body }) => ({
    preview: await previewPriceChange(db, { actor, price_id: id, change: parse(Change, body) }),
  }));
}

export function changePriceAtStripe(deps: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body, session }) => {
    requireRecentAuthentication(session);
    const { reason, ticket, key, ...change } = parse(ChangeNow, body);
    return made(await changePrice(deps, { price_id: id, change, why: { actor, reason, ticket, key } }));
  });
}
