import type { Tx } from '../platform/db.js';
import { oweReturn } from './debts.js';
import { bringIn } from './inflow.js';
import { type Movement, type OpenWallet, type Parts, post } from './ledger.js';
import { type Drawn, type Frozen, type Purse, readPurse } from './purse.js';
import { readReturnFacts } from './return-facts.js';
import { type PlannedReturn, planReturns } from './return-plan.js';
import type { LiveReturn } from './return-rows.js';

type Planned = PlannedReturn<LiveReturn>;

/**
 * Makes the credits agree with the live returns of a payment: decided ones take what they lack, open disputes freeze
 * theirs and let go of what they no longer need. Does nothing where all agree. Answers the balance afterwards.
 */
export async function settleReturns(tx: Tx, wallet: OpenWallet, payment_id: string): Promise<Parts> {
  const payment = { wallet_id: wallet.id, payment_id };
  const facts = await readReturnFacts(tx, { ...payment, at: wallet.at });
  const plans = planReturns(facts, facts.returns);
  const purse = await readPurse(tx, payment);
  const movements = plans.filter(({ row }) => !row.undecided).flatMap((plan) => take(purse, plan));
  const { freezes, loose } = share(purse, plans);
  const owed: Movement[] = [];
  for (const plan of plans) owed.push(...(await record(tx, wallet, plan)));
  let parts = await postSome(tx, { ...wallet, debt: facts.debt }, [...movements, ...freezes, ...owed]);
  for (const { dispute_id, ...arrival } of loose) {
    const cause = { cause: 'dispute', cause_id: dispute_id } as const;
    const inflow = { arrivals: [arrival], kind: 'unfreeze', cause, out_of: 'frozen' } as const;
    parts = await bringIn(tx, { ...wallet, ...parts }, inflow);
  }
  return parts;
}

/** A lost dispute's own frozen credits first, then open ones, then what open disputes give way to. */
function take(purse: Purse, { row, own, others }: Planned): Movement[] {
  const mine = purse.drawFrozen(own, (dispute_id) => dispute_id === row.cause_id);
  const open = purse.drawOpen(own - total(mine), { own: true });
  const yielded = purse.drawFrozen(own - total(mine) - total(open), () => true);
  const why = { cause: row.cause, cause_id: row.cause_id, kind: 'return' } as const;
  const taken = ({ grant_id, amount }: Drawn): Movement => ({ ...why, grant_id, amount: -amount });
  return [
    ...mine.map(({ grant_id, amount }): Movement => ({ ...why, grant_id, frozen: -amount })),
    ...open.map(taken),
    ...yielded.flatMap((part) => [thaw(part), taken(part)]),
    ...purse.drawOpen(others, { own: false }).map(taken),
  ];
}

/** Disputes that have too much frozen give it to those that lack some; what is `loose` then is free again. */
function share(purse: Purse, plans: readonly Planned[]): { freezes: Movement[]; loose: Frozen[] } {
  const disputes = plans.filter(({ row }) => row.cause === 'dispute');
  const wanted = ({ row, own }: Planned): number => (row.undecided ? own : 0);
  const loose = disputes.flatMap((plan) => {
    const { cause_id } = plan.row;
    return purse.drawFrozen(Math.max(0, purse.frozenBy(cause_id) - wanted(plan)), (id) => id === cause_id);
  });
  const freezes: Movement[] = [];
  for (const plan of disputes) {
    const lacks = Math.max(0, wanted(plan) - purse.frozenBy(plan.row.cause_id));
    const passed = drawLoose(loose, lacks);
    const open = purse.drawOpen(lacks - total(passed), { own: true });
    freezes.push(...passed.map(thaw), ...[...passed, ...open].map((part) => freeze(part, plan)));
  }
  return { freezes, loose: loose.filter(({ amount }) => amount > 0) };
}

function drawLoose(loose: Frozen[], amount: number): Frozen[] {
  let left = amount;
  const drawn = loose.map((part) => {
    const some = Math.min(part.amount, left);
    left -= some;
    part.amount -= some;
    return { ...part, amount: some };
  });
  return drawn.filter((part) => part.amount > 0);
}

function thaw({ dispute_id, grant_id, amount }: Frozen): Movement {
  return { grant_id, kind: 'unfreeze', amount, frozen: -amount, cause: 'dispute', cause_id: dispute_id };
}

function freeze({ grant_id, amount }: Drawn, { row }: Planned): Movement {
  return {
    grant_id,
    kind: 'freeze',
    amount: -amount,
    frozen: amount,
    cause: row.cause,
    cause_id: row.cause_id,
  };
}

/** Writes a return's new figures, and its debt. Answers the debt's movement, unposted. */
async function record(tx: Tx, wallet: OpenWallet, { row, ...plan }: Planned): Promise<Movement[]> {
  const figures = row.undecided
    ? { taken: row.taken, expired: plan.expired, frozen: plan.own, debt: row.debt }
    : {
        taken: row.taken + plan.own + plan.others,
        expired: row.expired + plan.expired,
        frozen: 0,
        debt: row.debt + plan.debt,
      };
  await tx.query(
    'UPDATE returns SET target = $3, taken = $4, expired = $5, frozen = $6, debt = $7 WHERE wallet_id = $1 AND id = $2',
    [wallet.id, row.id, plan.target, figures.taken, figures.expired, figures.frozen, figures.debt],
  );
  if (plan.debt === 0) return [];
  const { cause, cause_id } = row;
  return [await oweReturn(tx, wallet, { return_id: row.id, amount: plan.debt, cause: { cause, cause_id } })];
}

async function postSome(tx: Tx, wallet: OpenWallet, movements: readonly Movement[]): Promise<Parts> {
  return movements.length > 0 ? post(tx, wallet, movements) : wallet;
}

function total(parts: readonly Drawn[]): number {
  return parts.reduce((sum, { amount }) => sum + amount, 0);
}
