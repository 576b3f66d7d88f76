import { createHash } from 'node:crypto';
import { audit, requirePermission } from '../../accounts/index.js';
import { toCredits } from '../../credits/index.js';
import type { Queryable, Tx } from '../../platform/db.js';
import { InvalidInput } from '../../platform/errors.js';
import { requireReason } from '../../platform/reason.js';
import { FormKeyReused, NotForSale, NothingToRegister, StripeUnavailable } from '../errors.js';
import { type ObjectRef, want } from '../stripe/mirror.js';
import { followNow, type ReadDeps } from '../stripe/refresh.js';
import { customerOf } from './customer.js';
import { type BoughtPack, packsFor } from './packs.js';
import type { RegistrationWish } from './preview.js';
import { type UnregisteredCharge, unregisteredCharge } from './unregistered.js';

export interface RegistrationRequest extends RegistrationWish {
  /** What the customer reads where no pack names it; may be empty. */
  description: string;
  reason: string;
  ticket?: string | undefined;
  /** Whether the customer gets the receipt by mail. */
  notify: boolean;
  /** The form's key: the same form sent twice is one registration. */
  key: string;
}

/**
 * An operator says what a charge was for that Stripe has and we have no payment of. Stripe is asked once more first: what it
 * knows by now goes before what the operator says. The payment, its credits and its receipt then come from the charge's
 * own projection, once, as of any other. Answers whether it is there by now: Stripe may have fallen silent in between.
 *
 * @throws Forbidden, InvalidInput, FormKeyReused, NothingToRegister, PaysInvoice, UnknownCustomer, NotForSale, StripeUnavailable
 */
export async function registerByHand(deps: ReadDeps, request: RegistrationRequest): Promise<boolean> {
  requirePermission(request.actor, 'payments.register');
  requireReason(request.reason);
  const sent = await sentBefore(deps.db, request);
  if (sent) return sent.registered;
  const charge = await unregisteredCharge(deps.db, request.discrepancy_id);
  if (charge) await register(deps, charge, request);
  const done = await sentBefore(deps.db, request);
  // Somebody else, or Stripe, was first.
  if (!done) throw new NothingToRegister();
  return done.registered;
}

async function register(
  deps: ReadDeps,
  { stripe_charge_id: id, stripe_payment_intent_id: intent }: UnregisteredCharge,
  request: RegistrationRequest,
): Promise<void> {
  const ref: ObjectRef = { type: 'charge', id };
  if (intent) await readAfresh(deps, { type: 'payment_intent', id: intent });
  await readAfresh(deps, ref);
  await deps.db.transaction((tx) => writeDown(tx, request));
  await followNow(deps, ref);
}

async function readAfresh(deps: ReadDeps, ref: ObjectRef): Promise<void> {
  if (!(await followNow(deps, ref))) throw new StripeUnavailable();
}

/** What came of this very form, if it was sent before. @throws FormKeyReused */
async function sentBefore(
  db: Queryable,
  request: RegistrationRequest,
): Promise<{ registered: boolean } | undefined> {
  const sent = await db.maybeOne<{ form_hash: string; registered: boolean }>(
    `SELECT m.form_hash, EXISTS (SELECT FROM payments p WHERE p.stripe_charge_id = m.stripe_charge_id) AS registered
     FROM manual_registrations m WHERE m.registered_by = $1 AND m.key = $2`,
    [request.actor.id, request.key],
  );
  if (sent && sent.form_hash !== hashOf(request)) throw new FormKeyReused();
  return sent;
}

function hashOf(request: RegistrationRequest): string {
  const { discrepancy_id, price_id, email, description, reason, ticket, notify } = request;
  const form = [discrepancy_id, price_id, email, description, reason, ticket, notify];
  return createHash('sha256').update(JSON.stringify(form)).digest('hex');
}

/** Does nothing where it is registered meanwhile. */
async function writeDown(tx: Tx, request: RegistrationRequest): Promise<void> {
  const { actor, discrepancy_id, price_id, email } = request;
  await tx.query('SELECT FROM discrepancies WHERE id = $1 FOR UPDATE', [discrepancy_id]);
  const charge = await unregisteredCharge(tx, discrepancy_id);
  if (!charge) return;
  const customer = await customerOf(tx, charge, email);
  if (!customer) throw new InvalidInput({ email: 'Say whose payment it is.' });
  const packs = await packsFor(tx, { actor, charge });
  const pack = packs.find((each) => each.price_id === price_id);
  if (price_id && !pack) throw new NotForSale();
  if (!(await insert(tx, { request, charge, user_id: customer.id, pack }))) return;
  await close(tx, request);
  await tellAudit(tx, { request, charge, user_id: customer.id, pack });
  await want(tx, { type: 'charge', id: charge.stripe_charge_id });
}

interface Decided {
  request: RegistrationRequest;
  charge: UnregisteredCharge;
  user_id: string;
  pack: BoughtPack | undefined;
}

/** False where the charge is registered, by another discrepancy about it, or the key was used meanwhile. */
async function insert(tx: Tx, { request, charge, user_id, pack }: Decided): Promise<boolean> {
  const { actor, description, notify, key } = request;
  const row = await tx.maybeOne(
    `INSERT INTO manual_registrations (stripe_charge_id, user_id, price_id, quantity, description, notify, key, form_hash, registered_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING stripe_charge_id`,
    [
      charge.stripe_charge_id,
      user_id,
      pack?.price_id ?? null,
      pack?.quantity ?? null,
      description,
      notify,
      key,
      hashOf(request),
      actor.id,
    ],
  );
  return row !== undefined;
}

/** In the operator's own words: a read that began before it finds it closed by somebody, and leaves it so. */
async function close(tx: Tx, { actor, discrepancy_id, reason }: RegistrationRequest): Promise<void> {
  await tx.query(
    `UPDATE discrepancies SET status = 'fixed', reason = $3, closed_by = $2, closed_at = app.now() WHERE id = $1`,
    [discrepancy_id, actor.id, reason],
  );
}

async function tellAudit(tx: Tx, { request, charge, user_id, pack }: Decided): Promise<void> {
  const { actor, discrepancy_id, description, reason, ticket } = request;
  const { stripe_charge_id, received_minor, currency } = charge;
  await audit(tx, {
    actor,
    action: 'payment.register',
    subject: { type: 'discrepancy', id: discrepancy_id },
    customer_id: user_id,
    after: {
      stripe_charge_id,
      received_minor,
      currency,
      ...(pack
        ? {
            pack: pack.name,
            quantity: pack.quantity,
            credits: toCredits(pack.credits),
            due_minor: pack.due_minor,
          }
        : { credits: 0, description }),
    },
    reason,
    ticket: ticket ?? null,
  });
}
