import { queueMail } from '../mail/index.js';
import type { Db, Tx } from '../platform/db.js';
import { cardName } from './card-name.js';
import { PAYS_PLAN, PAYS_TOP_UPS } from './charged-cards.js';

const NOTICE_DAYS = 31;
const BATCH = 100;

interface ExpiringCard {
  id: string;
  user_id: string;
  email: string;
  name: string;
  brand: string;
  last4: string;
  /** Its last month, on the first day of it. */
  month: Date;
  pays_plan: boolean;
  pays_top_ups: boolean;
  key: string;
}

/**
 * Tells customers of cards that end within a month and that something is charged to; once per card and expiry, so that a
 * card which the bank renewed is told of again years later. Answers how many.
 */
export async function tellExpiringCards(db: Db): Promise<number> {
  let told = 0;
  for (let last: string | null = null; ; ) {
    const batch: ExpiringCard[] = await db.transaction((tx) => tellBatch(tx, last));
    told += batch.length;
    if (batch.length < BATCH) return told;
    last = batch.at(-1)?.id ?? null;
  }
}

/** The next cards after the last one that was looked at: each is looked at once an hour, however many there are. */
async function tellBatch(tx: Tx, last: string | null): Promise<ExpiringCard[]> {
  const cards = await tx.query<ExpiringCard>(
    `SELECT * FROM (
       SELECT m.id, m.user_id, u.email, u.name, m.brand, m.last4, make_timestamptz(m.exp_year, m.exp_month, 1, 0, 0, 0, 'UTC') AS month,
              ${PAYS_PLAN} AS pays_plan, ${PAYS_TOP_UPS} AS pays_top_ups, notice.key
       FROM payment_methods m JOIN users u ON u.id = m.user_id AND u.status = 'active'
       CROSS JOIN LATERAL (SELECT format('card-expiring:%s:%s-%s', m.id, m.exp_year, m.exp_month)) notice (key)
       WHERE ($1::uuid IS NULL OR m.id > $1)
         AND NOT EXISTS (SELECT FROM mails WHERE mails.key = notice.key)
         AND m.detached_at IS NULL AND m.type = 'card' AND (m.exp_year, m.exp_month) IN (
         SELECT extract(year FROM at AT TIME ZONE 'UTC')::int, extract(month FROM at AT TIME ZONE 'UTC')::int
         FROM (VALUES (app.now()), (app.now() + interval '${NOTICE_DAYS} days')) near (at))
     ) card
     WHERE (pays_plan OR pays_top_ups)
       AND month + interval '1 month' BETWEEN app.now() AND app.now() + interval '${NOTICE_DAYS} days'
     ORDER BY id LIMIT ${BATCH}`,
    [last],
  );
  for (const card of cards) await tell(tx, card);
  return cards;
}

async function tell(tx: Tx, { user_id, email, name, key, month, ...card }: ExpiringCard): Promise<void> {
  await queueMail(tx, {
    user_id,
    to: email,
    template: 'card-expiring',
    variables: {
      name,
      card: cardName(card),
      month: month.toLocaleDateString('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }),
      used_for: usedFor(card),
      path: '/payment-methods',
    },
    key,
  });
}

function usedFor({ pays_plan, pays_top_ups }: Pick<ExpiringCard, 'pays_plan' | 'pays_top_ups'>): string {
  if (pays_plan && pays_top_ups)
    return 'Your plan renews with it, and your automatic top-ups are charged to it.';
  return pays_plan ? 'Your plan renews with it.' : 'Your automatic top-ups are charged to it.';
}
