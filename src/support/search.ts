import { type Actor, audit, requirePermission } from '../accounts/index.js';
import type { Db } from '../platform/db.js';
import {
  findCharges,
  findCustomers,
  findEvents,
  findPayments,
  findRefunds,
  type SearchHit,
} from './search-queries.js';

export type { SearchHit } from './search-queries.js';

/** Hits of one kind, the likeliest first; at most HITS_MAX of them. */
export interface SearchGroup {
  readonly kind: SearchHit['kind'];
  readonly hits: readonly SearchHit[];
}

const TEXT_MAX = 200;

/**
 * Finds what an operator has at hand: an email address or name (three letters are enough), an id of Stripe's, a
 * receipt number, the last four digits of a card, or one of our own ids; what Stripe charged and we have no payment of too.
 * Groups without hits are left out.
 * Needs `customers.read`; the search is written to the audit log. Throws Forbidden.
 */
export async function search(db: Db, actor: Actor, text: string): Promise<SearchGroup[]> {
  requirePermission(actor, 'customers.read');
  const wanted = asMeant(text.trim().slice(0, TEXT_MAX));
  if (wanted.length < 3) return [];
  const [groups] = await Promise.all([
    Promise.all(finders(wanted).map((find) => find(db, wanted))),
    db.transaction((tx) =>
      audit(tx, {
        actor,
        action: 'customer.search',
        subject: { type: 'search', id: null },
        after: { text: wanted },
      }),
    ),
  ]);
  return groups.flatMap((hits) => (hits[0] ? [{ kind: hits[0].kind, hits }] : []));
}

/** What people paste: a page of Stripe's dashboard stands for the id in its address, "Visa ·· 4242" for the digits. */
function asMeant(pasted: string): string {
  const [, digits] = /[•·*.x]{2,}\s*(\d{4})$/i.exec(pasted) ?? [];
  if (digits) return digits;
  if (!/^https?:\/\//i.test(pasted)) return pasted;
  return pasted.split(/[/?#&=]/).findLast((part) => finderOf(part) !== undefined) ?? pasted;
}

type Finder = (db: Db, text: string) => Promise<SearchHit[]>;

const EVERYTHING_BY_UUID: readonly Finder[] = [findCustomers.byId, findPayments.byId];

/** Where it pays to look, told by the form of the text: an id is looked up by its index and nowhere else. */
function finders(text: string): readonly Finder[] {
  if (/^\d{4}$/.test(text)) return [findPayments.byLastFour, findCharges.unregistered];
  if (/^R-\d{4}-\d+$/i.test(text)) return [findPayments.byReceipt];
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return EVERYTHING_BY_UUID;
  return finderOf(text) ?? [findCustomers.byNameOrEmail];
}

/** By the prefix of an id of Stripe's. */
function finderOf(text: string): readonly Finder[] | undefined {
  return STRIPE_FINDERS[/^([a-z]{2,5})_\w+$/.exec(text)?.[1] ?? ''];
}

const STRIPE_FINDERS: Readonly<Record<string, readonly Finder[]>> = {
  cus: [findCustomers.byStripeId],
  sub: [findCustomers.bySubscription],
  pi: [findPayments.byIntent, findCharges.unregistered],
  ch: [findPayments.byCharge, findCharges.unregistered],
  py: [findPayments.byCharge, findCharges.unregistered],
  cs: [findPayments.byCheckout],
  in: [findPayments.byInvoice],
  dp: [findPayments.byDispute],
  du: [findPayments.byDispute],
  re: [findRefunds.byStripeId],
  evt: [findEvents.byId],
};
