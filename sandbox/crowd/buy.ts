import { declined, pay } from './pay.js';
import type { Resident } from './resident.js';

/** A pack's credits never expire. */
export function buyPack(resident: Resident, at: number): void {
  const payment = pay(resident, somePack(resident), at);
  const { id: payment_id, credit_amount: amount, stripe_charge_id: source_id } = payment;
  const grant = { type: 'pay_as_you_go', source: 'payment', cause: 'payment' } as const;
  resident.ledger.grant({ ...grant, amount, source_id, payment_id }, at);
}

/** The card is declined: no payment, no credits. */
export function failToBuyPack(resident: Resident, at: number): void {
  declined(resident, somePack(resident), at);
}

function somePack({ random, world }: Resident) {
  const offer = random.pick(world.packs);
  return { offer, description: offer.name };
}
