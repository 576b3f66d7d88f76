import type { Queryable } from '../../platform/db.js';
import type { DiscrepancyKind } from '../discrepancies.js';
import { PaysInvoice } from '../errors.js';

/** What is open while Stripe has a charge's money and we have no payment of it. */
export const NOT_REGISTERED: readonly DiscrepancyKind[] = ['unknown_customer', 'charged_not_registered'];

/** Money that Stripe took and that is no payment here, as an open discrepancy says. Minor units. */
export interface UnregisteredCharge {
  discrepancy_id: string;
  /** Whose it is; null where nothing says so. */
  user_id: string | null;
  stripe_charge_id: string;
  stripe_payment_intent_id: string | null;
  stripe_customer_id: string | null;
  /** What it paid: an invoice of a customer whom we do not know. */
  stripe_invoice_id: string | null;
  currency: string;
  received_minor: number;
  /** What went back of it at Stripe already. */
  refunded_minor: number;
  disputed: boolean;
  description: string;
  card_brand: string | null;
  card_last4: string | null;
  created_at: Date;
}

const UNREGISTERED = `
  SELECT d.id AS discrepancy_id, d.user_id, o.id AS stripe_charge_id, o.data ->> 'payment_intent' AS stripe_payment_intent_id,
         o.data ->> 'customer' AS stripe_customer_id,
         (SELECT i.data ->> 'invoice' FROM stripe_objects i WHERE i.type = 'invoice_payment'
            AND i.data -> 'payment' ->> 'payment_intent' = o.data ->> 'payment_intent' LIMIT 1) AS stripe_invoice_id,
         o.data ->> 'currency' AS currency,
         (o.data ->> 'amount_captured')::bigint AS received_minor, (o.data ->> 'amount_refunded')::bigint AS refunded_minor,
         (o.data ->> 'disputed')::boolean AS disputed, coalesce(o.data ->> 'description', '') AS description,
         o.data #>> '{payment_method_details,card,brand}' AS card_brand,
         o.data #>> '{payment_method_details,card,last4}' AS card_last4,
         to_timestamp((o.data ->> 'created')::bigint) AS created_at
  FROM discrepancies d JOIN stripe_objects o ON o.id = d.stripe_id
  WHERE d.status = 'open' AND d.kind IN (${NOT_REGISTERED.map((kind) => `'${kind}'`).join()})
    AND o.type = 'charge' AND o.data ->> 'status' = 'succeeded' AND (o.data ->> 'captured')::boolean`;

/** A customer's charges that are no payments here, the newest first. */
export function unregisteredChargesOf(db: Queryable, user_id: string): Promise<UnregisteredCharge[]> {
  return db.query<UnregisteredCharge>(`${UNREGISTERED} AND d.user_id = $1 ORDER BY created_at DESC, o.id`, [
    user_id,
  ]);
}

/** By the charge's or its intent's id, or by the last four digits of the card; the newest first. */
export function findUnregisteredCharges(
  db: Queryable,
  text: string,
  limit: number,
): Promise<UnregisteredCharge[]> {
  return db.query<UnregisteredCharge>(
    `${UNREGISTERED} AND (o.id = $1 OR o.data ->> 'payment_intent' = $1 OR o.data #>> '{payment_method_details,card,last4}' = $1)
     ORDER BY created_at DESC, o.id LIMIT $2`,
    [text, limit],
  );
}

/**
 * The charge that an open discrepancy is about; undefined where it is closed or about something else.
 *
 * @throws PaysInvoice where an operator cannot say what it was for
 */
export async function unregisteredCharge(
  db: Queryable,
  discrepancy_id: string,
): Promise<UnregisteredCharge | undefined> {
  const charge = await db.maybeOne<UnregisteredCharge>(`${UNREGISTERED} AND d.id = $1`, [discrepancy_id]);
  if (charge?.stripe_invoice_id) throw new PaysInvoice(charge.stripe_invoice_id, charge.stripe_customer_id);
  return charge;
}
