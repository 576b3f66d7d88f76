import { queueMail } from '../mail/index.js';
import type { Tx } from '../platform/db.js';
import type { Adjustment } from './adjustment.js';
import { formatCredits } from './units.js';

/** Tells the customer what changed. The operator's reason is for colleagues and stays inside. */
export async function tellCustomer(
  tx: Tx,
  { wallet_id, adjustment }: { wallet_id: string; adjustment: Adjustment },
): Promise<void> {
  const { email, name } = await tx.one<{ email: string; name: string }>(
    'SELECT email, name FROM users WHERE id = $1',
    [wallet_id],
  );
  const { id, direction, amount, after } = adjustment;
  await queueMail(tx, {
    user_id: wallet_id,
    to: email,
    template: 'account-changed',
    variables: {
      name,
      change: `${formatCredits(amount)} credits were ${direction === 'up' ? 'added' : 'taken off'}.`,
      balance: `${formatCredits(after.available)} credits`,
    },
    key: `adjustment:${id}`,
  });
}
