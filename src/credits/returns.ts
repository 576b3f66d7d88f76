import type { Tx } from '../platform/db.js';
import { openWallet } from './open-wallet.js';
import { readReturnFacts } from './return-facts.js';
import { targetOfNext } from './return-plan.js';
import type { ReturnPolicy } from './rules.js';
import { settleReturns } from './settle-returns.js';

export interface MoneyReturn {
  wallet_id: string;
  payment_id: string;
  refund_id: string;
  amount_minor: number;
  policy: ReturnPolicy;
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
 * Takes the credits that go with money on its way back to the customer, once per refund: domain.md, Money 3. What an
 * open dispute has frozen of them is taken too: the dispute is about that much less.
 * Call it where the refund is written down, after the payment's grants.
 *
 * @throws UnknownCustomer, NotFound (no such payment of this customer)
 */
export async function takeForReturn(tx: Tx, money: MoneyReturn): Promise<TakenByReturn> {
  const { wallet_id, payment_id, refund_id, amount_minor, policy } = money;
  const wallet = await openWallet(tx, wallet_id);
  const earlier = await readTaken(tx, money);
  if (earlier) return earlier;
  const facts = await readReturnFacts(tx, { wallet_id, payment_id, at: wallet.at });
  await tx.query(
    `INSERT INTO returns (wallet_id, payment_id, refund_id, amount_minor, policy, target, created_at, returned_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [wallet_id, payment_id, refund_id, amount_minor, policy, targetOfNext(facts, money), wallet.at],
  );
  await settleReturns(tx, wallet, payment_id);
  const taken = await readTaken(tx, money);
  if (!taken) throw new Error(`the return of refund ${refund_id} vanished`);
  return taken;
}

function readTaken(
  tx: Tx,
  { wallet_id, refund_id }: { wallet_id: string; refund_id: string },
): Promise<TakenByReturn | undefined> {
  return tx.maybeOne<TakenByReturn>(
    'SELECT id AS return_id, target, taken, expired, debt FROM returns WHERE wallet_id = $1 AND refund_id = $2',
    [wallet_id, refund_id],
  );
}
