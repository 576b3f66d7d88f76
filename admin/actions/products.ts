import type { Action } from 'adminjs';
import { z } from 'zod';
import { may, requireRecentAuthentication } from '../../src/accounts/index.js';
import {
  addPrice,
  changeProduct,
  createProduct,
  managedProduct,
  previewNewPrice,
  previewProductChange,
  syncCatalogueNow,
} from '../../src/billing/index.js';
import type { AdminDeps } from '../deps.js';
import { made, price, priceOf, product, productChange, why } from './catalogue-form.js';
import { recordAction, resourceAction } from './define.js';
import { parse } from './parse.js';

const Create = z.strictObject({ ...product, ...price, ...why });
const Change = z.strictObject(productChange);
const ChangeNow = z.strictObject({ ...productChange, ...why });
const Price = z.strictObject({ ...price, replaces: z.uuid().nullable() });
const PriceNow = z.strictObject({ ...Price.shape, ...why });

const OPENING = { permission: 'plans.write', method: 'POST' } as const;

/** A product with its prices, and whether this operator may change them. */
export function showProduct({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction({ permission: 'plans.read', method: 'GET' }, async ({ actor, id }) => ({
    page: { ...(await managedProduct(db, id)), may_change: may(actor.role, 'plans.write') },
  }));
}

/** Makes a plan or a pack with its first price, at Stripe first. */
export function createProductAtStripe(deps: AdminDeps): Partial<Action<never>> {
  return resourceAction(OPENING, async ({ actor, body, session }) => {
    requireRecentAuthentication(session);
    const { name, description, trial_credit_amount, reason, ticket, key, ...first } = parse(Create, body);
    const { credit_amount, ...first_price } = priceOf(first);
    const wanted = {
      ...{ name, description, credit_amount, trial_credit_amount },
      first_price: { ...first_price, credit_amount: null },
    };
    return made(await createProduct(deps, { product: wanted, why: { actor, reason, ticket, key } }));
  });
}

/** What a change of a product does, while it is typed. */
export function previewChangeOfProduct({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body }) => ({
    preview: await previewProductChange(db, { actor, product_id: id, change: parse(Change, body) }),
  }));
}

export function changeProductAtStripe(deps: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body, session }) => {
    requireRecentAuthentication(session);
    const { reason, ticket, key, ...change } = parse(ChangeNow, body);
    return made(await changeProduct(deps, { product_id: id, change, why: { actor, reason, ticket, key } }));
  });
}

/** What a new price does, to the one in whose place it comes too. */
export function previewPriceOfProduct({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body }) => ({
    preview: await previewNewPrice(db, { actor, product_id: id, price: priceOf(parse(Price, body)) }),
  }));
}

export function addPriceAtStripe(deps: AdminDeps): Partial<Action<never>> {
  return recordAction(OPENING, async ({ actor, id, body, session }) => {
    requireRecentAuthentication(session);
    const { reason, ticket, key, ...given } = parse(PriceNow, body);
    const wanted = { product_id: id, price: priceOf(given), why: { actor, reason, ticket, key } };
    return made(await addPrice(deps, wanted));
  });
}

/** Reads the whole catalogue from Stripe now. */
export function syncProducts(deps: AdminDeps): Partial<Action<never>> {
  return resourceAction(OPENING, async ({ actor }) => {
    const { products, prices, faults } = await syncCatalogueNow(deps, { actor });
    const wrong = faults.length === 0 ? 'All is in order.' : `${faults.length} cannot be sold as they are.`;
    const message = `Read ${products} products and ${prices} prices from Stripe. ${wrong}`;
    return { notice: { type: 'success', message } };
  });
}
