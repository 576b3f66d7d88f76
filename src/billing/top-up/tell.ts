import { formatCredits } from '../../credits/index.js';
import { queueMail } from '../../mail/index.js';
import type { Tx } from '../../platform/db.js';
import { formatMoney } from '../../platform/money.js';
import { cardName } from '../card-name.js';
import type { OffReason } from './decide.js';
import { topUpDecline, WHY_OFF } from './words.js';

const PATH = '/credits/running-low';

interface Owner {
  email: string;
  name: string;
  available: number;
  currency: string;
  monthly_cap_minor: number;
  month: string;
  next_month: Date;
  consented_at: string;
}

function ownerOf(tx: Tx, wallet_id: string): Promise<Owner> {
  return tx.one<Owner>(
    `SELECT u.email, u.name, w.available, t.currency, t.monthly_cap_minor, t.consented_at::text AS consented_at,
            to_char(app.now() AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
            date_trunc('month', app.now(), 'UTC') + interval '1 month' AS next_month
     FROM top_ups t JOIN wallets w ON w.id = t.wallet_id JOIN users u ON u.id = w.id WHERE t.wallet_id = $1`,
    [wallet_id],
  );
}

/** One mail per month. */
export async function tellCapReached(tx: Tx, wallet_id: string): Promise<void> {
  const { email, name, available, monthly_cap_minor, currency, month, next_month } = await ownerOf(
    tx,
    wallet_id,
  );
  await queueMail(tx, {
    user_id: wallet_id,
    to: email,
    template: 'top-up-cap',
    variables: {
      name,
      available: formatCredits(available),
      cap: formatMoney(monthly_cap_minor, currency),
      next: day(next_month),
      path: PATH,
    },
    key: `top-up-cap:${wallet_id}:${month}`,
  });
}

/** One mail each time it ends by itself; none where the customer is gone or ended it. */
export async function tellSwitchedOff(
  tx: Tx,
  { wallet_id, reason }: { wallet_id: string; reason: OffReason },
): Promise<void> {
  const why = WHY_OFF[reason];
  if (!why) return;
  const { email, name, available, consented_at } = await ownerOf(tx, wallet_id);
  await queueMail(tx, {
    user_id: wallet_id,
    to: email,
    template: 'top-up-off',
    variables: { name, available: formatCredits(available), why, path: PATH },
    key: `top-up-off:${wallet_id}:${consented_at}`,
  });
}

interface Declined {
  amount_minor: number;
  currency: string;
  brand: string;
  last4: string;
  failure_code: string | null;
  decline_code: string | null;
}

/** One mail per attempt. `next`: when it is tried again, null: not by itself. */
export async function tellDeclined(
  tx: Tx,
  given: { wallet_id: string; attempt_id: string; next: Date | null; gave_up?: boolean },
): Promise<void> {
  const { wallet_id, attempt_id, next, gave_up = false } = given;
  const { email, name, available } = await ownerOf(tx, wallet_id);
  const attempt = await tx.one<Declined>(
    `SELECT a.amount_minor, a.currency, m.brand, m.last4, a.failure_code, a.decline_code
     FROM top_up_attempts a JOIN payment_methods m ON m.id = a.payment_method_id WHERE a.wallet_id = $1 AND a.id = $2`,
    [wallet_id, attempt_id],
  );
  await queueMail(tx, {
    user_id: wallet_id,
    to: email,
    template: 'top-up-failed',
    variables: {
      name,
      amount: formatMoney(attempt.amount_minor, attempt.currency),
      card: cardName(attempt),
      available: formatCredits(available),
      ...topUpDecline(attempt),
      ...(next ? { next: day(next) } : {}),
      ...(gave_up ? { gave_up } : {}),
      path: PATH,
    },
    key: `top-up-failed:${attempt_id}`,
  });
}

function day(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}
