import { type Actor, requirePermission } from '../../accounts/index.js';
import { balance } from '../../credits/index.js';
import type { Queryable } from '../../platform/db.js';
import { NothingToRegister } from '../errors.js';
import { customerOf, type PayingCustomer } from './customer.js';
import { type BoughtPack, packsFor } from './packs.js';
import { type UnregisteredCharge, unregisteredCharge } from './unregistered.js';

/** What registering a charge by hand would do. Hundredths of credits. */
export interface RegistrationPreview {
  charge: UnregisteredCharge;
  /** Whose payment it becomes; null while nobody was named. */
  customer: PayingCustomer | null;
  packs: BoughtPack[];
  /** For the customer and the pack that were chosen; null while there is no customer. */
  effect: {
    bought: number;
    /** What goes again at once for what went back at Stripe. */
    taken: number;
    /** How much of an open debt it repays. */
    repaid: number;
    available_before: number;
    available_after: number;
  } | null;
}

export interface RegistrationWish {
  actor: Actor;
  discrepancy_id: string;
  /** The pack that was bought; null where the money bought no credits. */
  price_id: string | null;
  /** Whose payment it is, where nothing says so. */
  email?: string | undefined;
}

/**
 * Foretells a registration by hand. An open dispute, which freezes what is bought, is told with the charge.
 *
 * @throws Forbidden, NothingToRegister, UnknownCustomer, NotForSale
 */
export async function previewRegistration(
  db: Queryable,
  wish: RegistrationWish,
): Promise<RegistrationPreview> {
  const { actor, discrepancy_id, price_id } = wish;
  requirePermission(actor, 'payments.register');
  const charge = await unregisteredCharge(db, discrepancy_id);
  if (!charge) throw new NothingToRegister();
  const packs = await packsFor(db, { actor, charge });
  const customer = await customerOf(db, charge, wish.email);
  const pack = packs.find((each) => each.price_id === price_id);
  return { charge, customer, packs, effect: customer && (await effectOf(db, { charge, customer, pack })) };
}

async function effectOf(
  db: Queryable,
  given: { charge: UnregisteredCharge; customer: PayingCustomer; pack: BoughtPack | undefined },
): Promise<NonNullable<RegistrationPreview['effect']>> {
  const { charge, customer, pack } = given;
  const bought = pack?.credits ?? 0;
  const taken = takenWith(bought, charge);
  const { available, debt } = await balance(db, customer.id);
  const repaid = Math.min(debt, bought - taken);
  const available_after = available + bought - taken - repaid;
  return { bought, taken, repaid, available_before: available, available_after };
}

/** T of domain.md "Money" 3, with nothing spent: exact, whatever the amounts. */
function takenWith(bought: number, { refunded_minor, received_minor }: UnregisteredCharge): number {
  return Number((BigInt(bought) * BigInt(refunded_minor)) / BigInt(received_minor));
}
