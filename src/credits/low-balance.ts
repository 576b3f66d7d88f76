import { queueMail } from '../mail/index.js';
import type { Db, Tx } from '../platform/db.js';
import { balance } from './balance.js';
import { UnknownCustomer } from './errors.js';
import { formatCredits } from './units.js';

/**
 * From which balance on (hundredths) the customer wants to be told that his credits run low; null: never. The
 * database notices the crossing itself (app.guard_wallet), on whatever path the credits left.
 *
 * @throws UnknownCustomer
 */
export async function setLowBalanceThreshold(
  tx: Tx,
  { wallet_id, threshold }: { wallet_id: string; threshold: number | null },
): Promise<void> {
  const changed = await tx.maybeOne(
    'UPDATE wallets SET low_balance_threshold = $2 WHERE id = $1 RETURNING id',
    [wallet_id, threshold],
  );
  if (!changed) throw new UnknownCustomer();
}

/**
 * Mails that a wallet's credits run low, once per crossing and with the figures of now. Nothing where they are back
 * above meanwhile, or where the customer could do nothing with it: closed, suspended, his plan paused.
 */
export async function tellLowBalance(db: Db, wallet_id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const low = await crossingOf(tx, wallet_id);
    if (!low) return;
    const { available } = await balance(tx, wallet_id);
    if (available >= low.threshold) return;
    await queueMail(tx, {
      user_id: wallet_id,
      to: low.email,
      template: 'low-balance',
      variables: {
        name: low.name,
        available: formatCredits(available),
        threshold: formatCredits(low.threshold),
        path: '/pricing',
      },
      key: `low-balance:${wallet_id}:${low.noticed_at}`,
    });
  });
}

interface Crossing {
  email: string;
  name: string;
  threshold: number;
  /** As text: with its microseconds it tells one crossing from the next. */
  noticed_at: string;
}

function crossingOf(tx: Tx, wallet_id: string): Promise<Crossing | undefined> {
  return tx.maybeOne<Crossing>(
    `SELECT u.email, u.name, w.low_balance_threshold AS threshold, w.low_balance_noticed_at::text AS noticed_at
     FROM wallets w JOIN users u ON u.id = w.id
     WHERE w.id = $1 AND w.low_balance_noticed_at IS NOT NULL AND u.status = 'active'
       AND (w.suspended_until IS NULL OR w.suspended_until <= app.now())
       AND NOT EXISTS (SELECT FROM subscriptions s WHERE s.user_id = u.id AND s.status = 'paused')
     FOR NO KEY UPDATE OF w`,
    [wallet_id],
  );
}
