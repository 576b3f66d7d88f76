import type { Tx } from '../platform/db.js';
import { oweReturn } from './debts.js';
import { type Cause, type Movement, post } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { openGrants, planFrom, readReturnFacts } from './return-facts.js';
import { type ReturnPolicy, takeInOrder } from './rules.js';

export interface MoneyReturn {
  wallet_id: string;
  payment_id: string;
  refund_id: string;
  amount_minor: number;
  policy: ReturnPolicy;
  /** The operator who asked, and why. */
  operator_id?: string | undefined;
  reason?: string | undefined;
}

/** What a return took, in hundredths; `target` less the others is what it still lacks. */
export interface TakenByReturn {
  return_id: string;
  target: number;
  taken: number;
  expired: number;
  debt: number;
}

/**
 * Takes the credits that go with money on its way back to the customer, once per refund: domain.md, Money 3.
 * Call it where the refund is written down, after the payment's grants.
 *
 * @throws UnknownCustomer, NotFound (no such payment of this customer)
 */
export async function takeForReturn(tx: Tx, money: MoneyReturn): Promise<TakenByReturn> {
  const { wallet_id, payment_id, refund_id, amount_minor, policy, operator_id, reason } = money;
  const wallet = await openWallet(tx, wallet_id);
  const earlier = await tx.maybeOne<TakenByReturn>(
    'SELECT id AS return_id, target, taken, expired, debt FROM returns WHERE wallet_id = $1 AND refund_id = $2',
    [wallet_id, refund_id],
  );
  if (earlier) return earlier;

  const plan = planFrom(await readReturnFacts(tx, { wallet_id, payment_id, at: wallet.at }), {
    amount_minor,
    policy,
  });
  const grants = await openGrants(tx, { wallet_id, payment_id });
  const taken = plan.own + plan.others;
  const { id: return_id } = await tx.one<{ id: string }>(
    `INSERT INTO returns (wallet_id, payment_id, refund_id, amount_minor, policy, target, taken, expired, debt, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      wallet_id,
      payment_id,
      refund_id,
      amount_minor,
      policy,
      plan.target,
      taken,
      plan.expired,
      plan.debt,
      wallet.at,
    ],
  );
  const cause: Cause = { cause: 'refund', cause_id: refund_id, operator_id, reason };
  const parts = [
    ...takeInOrder(
      grants.filter(({ own }) => own),
      plan.own,
    ),
    ...takeInOrder(
      grants.filter(({ own }) => !own),
      plan.others,
    ),
  ];
  const movements = parts.map(
    ({ id, amount }): Movement => ({ ...cause, grant_id: id, kind: 'return', amount: -amount }),
  );
  if (plan.debt > 0) movements.push(await oweReturn(tx, wallet, { return_id, amount: plan.debt, cause }));
  await post(tx, wallet, movements);
  return { return_id, target: plan.target, taken, expired: plan.expired, debt: plan.debt };
}
