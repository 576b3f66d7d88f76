import type { Tx } from '../../platform/db.js';
import { InvalidInput } from '../../platform/errors.js';
import { isUuid } from '../../platform/ids.js';
import { formatMoney } from '../../platform/money.js';
import { packForSale } from '../catalogue.js';
import { NotForSale } from '../errors.js';
import { askForTopUp, switchOff } from './state.js';

/** What a customer allows: credits in hundredths, money in minor units of the price's currency. */
export interface TopUpSettings {
  user_id: string;
  /** Below it a pack is bought; above 0. */
  threshold: number;
  price_id: string;
  /** Null: whichever card is the default. */
  payment_method_id: string | null;
  monthly_cap_minor: number;
}

const CAP_MAX_MINOR = 1_000_000;

/**
 * Switches automatic top-up on, or changes it: his consent, given now. What was waited for is forgotten, and where
 * the credits are low already it buys soon.
 *
 * @throws InvalidInput naming `price`, `card` or `cap`
 */
export async function switchOnTopUp(tx: Tx, settings: TopUpSettings): Promise<void> {
  const { user_id, threshold, price_id, payment_method_id, monthly_cap_minor } = settings;
  const { currency } = await requireSensible(tx, settings);
  await tx.query('UPDATE wallets SET top_up_threshold = $2 WHERE id = $1', [user_id, threshold]);
  await tx.query(
    `INSERT INTO top_ups (wallet_id, status, threshold, price_id, payment_method_id, currency, monthly_cap_minor, consented_at)
     VALUES ($1, 'on', $2, $3, $4, $5, $6, app.now())
     ON CONFLICT (wallet_id) DO UPDATE
     SET status = 'on', off_reason = NULL, threshold = EXCLUDED.threshold, price_id = EXCLUDED.price_id,
         payment_method_id = EXCLUDED.payment_method_id, currency = EXCLUDED.currency,
         monthly_cap_minor = EXCLUDED.monthly_cap_minor, consented_at = EXCLUDED.consented_at,
         failures = 0, waits_for = NULL, next_attempt_at = NULL`,
    [user_id, threshold, price_id, payment_method_id, currency, monthly_cap_minor],
  );
  await askForTopUp(tx, user_id);
}

/** An attempt that is under way is not called back. */
export async function switchOffTopUp(tx: Tx, { user_id }: { user_id: string }): Promise<void> {
  await switchOff(tx, { wallet_id: user_id, reason: 'customer' });
}

async function requireSensible(tx: Tx, settings: TopUpSettings): Promise<{ currency: string }> {
  const { price_id, monthly_cap_minor } = settings;
  const offer = await packForSale(tx, price_id).catch((error: unknown) => {
    throw error instanceof NotForSale
      ? new InvalidInput({ price: 'This is not for sale. Choose another.' })
      : error;
  });
  const { currency, unit_amount_minor } = offer;
  if (monthly_cap_minor < unit_amount_minor) {
    const least = formatMoney(unit_amount_minor, currency);
    throw new InvalidInput({ cap: `One pack costs ${least}: the limit has to allow at least one.` });
  }
  if (monthly_cap_minor > CAP_MAX_MINOR) {
    throw new InvalidInput({ cap: `The limit can be at most ${formatMoney(CAP_MAX_MINOR, currency)}.` });
  }
  if (!(await hasCard(tx, settings))) {
    throw new InvalidInput({ card: 'Save a card first, or choose one that is saved.' });
  }
  return { currency };
}

async function hasCard(tx: Tx, { user_id, payment_method_id }: TopUpSettings): Promise<boolean> {
  if (payment_method_id !== null && !isUuid(payment_method_id)) return false;
  const [card] = await tx.query(
    `SELECT FROM payment_methods WHERE user_id = $1 AND type = 'card' AND detached_at IS NULL
       AND (id = $2 OR ($2::uuid IS NULL AND is_default))`,
    [user_id, payment_method_id],
  );
  return card !== undefined;
}
