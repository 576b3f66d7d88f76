import type { Queryable, Tx } from '../../platform/db.js';
import { knowsCredited } from '../credit-notes.js';
import { raise, resolve } from '../discrepancies.js';
import { readWholeInvoice } from '../invoice-reading.js';
import { watchPaidOutside } from '../invoice-watch.js';
import { intentsOf, planLinesOf, storeInvoice, subscriptionOf, type WholeInvoice } from '../invoices.js';
import { grantPlanLines, grantTrialLines, lockInvoice } from '../plan-credits.js';
import type { ObjectRef } from '../stripe/mirror.js';
import { userOfCustomer } from '../subscription-rows.js';
import { tellUnpaid } from '../tell-unpaid.js';
import { idOf, type Projection } from './projection.js';

/** An invoice becomes a row, and its paid plan lines credits: with the charge that paid it, whichever comes last. */
export const invoiceProjection: Projection<WholeInvoice> = {
  read: readWholeInvoice,
  needs: parentsOf,
  project: followInvoice,
  // Stripe deletes drafts only: nothing was asked for, and nobody was told.
  removed: async (tx, id) => {
    await tx.query("DELETE FROM invoices WHERE stripe_id = $1 AND status = 'draft'", [id]);
  },
};

async function parentsOf(_at: unknown, invoice: WholeInvoice): Promise<ObjectRef[]> {
  const customer = idOf(invoice.customer);
  const subscription = subscriptionOf(invoice);
  return [
    ...(customer ? [{ type: 'customer', id: customer } as const] : []),
    ...(subscription ? [{ type: 'subscription', id: subscription } as const] : []),
    ...planLinesOf(invoice).map(({ price }) => ({ type: 'price', id: price }) as const),
  ];
}

async function followInvoice(tx: Tx, invoice: WholeInvoice): Promise<ObjectRef[]> {
  await lockInvoice(tx, invoice.id);
  const user_id = await userOfCustomer(tx, idOf(invoice.customer));
  if (!user_id) {
    const detail = { why: 'Stripe billed someone whom we do not know.', customer: idOf(invoice.customer) };
    await raise(tx, { kind: 'unknown_customer', stripe_id: invoice.id, detail });
    return [];
  }
  await resolve(tx, { stripe_id: invoice.id, kinds: ['unknown_customer'], reason: 'Registered.' });
  const known = await storeInvoice(tx, {
    invoice,
    user_id,
    subscription_id: await subscriptionRow(tx, subscriptionOf(invoice)),
  });
  await grantTrialLines(tx, { invoice, known });
  await grantPlanLines(tx, { invoice, known });
  await watchPaidOutside(tx, { invoice, user_id });
  await tellUnpaid(tx, { invoice, user_id });
  return [...(await unregistered(tx, intentsOf(invoice))), ...(await notesBehind(tx, invoice))];
}

async function subscriptionRow(db: Queryable, stripe_id: string | null): Promise<string | null> {
  const row = await db.maybeOne<{ id: string }>('SELECT id FROM subscriptions WHERE stripe_id = $1', [
    stripe_id,
  ]);
  return row?.id ?? null;
}

/** Intents of the invoice that no payment of ours knows: their charges have to be looked at. */
async function unregistered(db: Queryable, intents: readonly string[]): Promise<ObjectRef[]> {
  return db.query<ObjectRef>(
    `SELECT 'payment_intent' AS type, i.id FROM unnest($1::text[]) AS i (id)
     WHERE NOT EXISTS (SELECT FROM payments p WHERE p.stripe_payment_intent_id = i.id AND p.status = 'succeeded')`,
    [intents],
  );
}

/** Credit notes of the invoice, where ours do not make up what it says was credited. */
async function notesBehind(db: Queryable, invoice: WholeInvoice): Promise<ObjectRef[]> {
  if (await knowsCredited(db, invoice)) return [];
  return invoice.credit_notes.map((id) => ({ type: 'credit_note', id }));
}
