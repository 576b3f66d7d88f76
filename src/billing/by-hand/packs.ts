import { type Actor, may } from '../../accounts/index.js';
import { fromCredits } from '../../credits/index.js';
import type { Queryable } from '../../platform/db.js';
import { CHECKOUT_QUANTITY_MAX } from '../checkout.js';
import { creditsInForce } from '../credit-amount.js';
import type { UnregisteredCharge } from './unregistered.js';

/** A pack that a charge may have bought. Minor units, and hundredths of credits for all of `quantity`. */
export interface BoughtPack {
  price_id: string;
  name: string;
  quantity: number;
  due_minor: number;
  credits: number;
  /** Whether it costs exactly what was charged. */
  fits: boolean;
}

/**
 * What a charge may have bought, by the catalogue as it was then, withdrawn prices included: first what costs just what was
 * charged. Something that costs another amount is for who may mend what reconciliation finds.
 */
export async function packsFor(
  db: Queryable,
  { actor, charge }: { actor: Actor; charge: UnregisteredCharge },
): Promise<BoughtPack[]> {
  const prices = await db.query<{ id: string; name: string; unit_amount_minor: number }>(
    `SELECT p.id, coalesce(nullif(p.nickname, ''), o.name) AS name, p.unit_amount_minor
     FROM prices p JOIN products o ON o.id = p.product_id
     WHERE p.billing_interval IS NULL AND p.currency = $1 AND p.unit_amount_minor > 0
     ORDER BY p.active AND o.active DESC, p.unit_amount_minor, p.id`,
    [charge.currency],
  );
  const packs: BoughtPack[] = [];
  for (const { id, name, unit_amount_minor } of prices) {
    const credits = await creditsInForce(db, { price_id: id, at: charge.created_at });
    if (credits === null) continue;
    const quantity = quantityFor(charge.received_minor, unit_amount_minor);
    const due_minor = quantity * unit_amount_minor;
    const fits = due_minor === charge.received_minor;
    packs.push({ price_id: id, name, quantity, due_minor, credits: fromCredits(credits * quantity), fits });
  }
  const others = may(actor.role, 'reconciliation.fix') ? packs.filter(({ fits }) => !fits) : [];
  return [...packs.filter(({ fits }) => fits), ...others];
}

/** As many as the money pays to the cent; one where it does not. */
function quantityFor(received_minor: number, unit_amount_minor: number): number {
  const quantity = received_minor / unit_amount_minor;
  return Number.isInteger(quantity) && quantity <= CHECKOUT_QUANTITY_MAX ? quantity : 1;
}
