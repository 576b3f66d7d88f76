import { openWallet } from '../../credits/index.js';
import type { Db, Tx } from '../../platform/db.js';
import { oneByOne } from '../../platform/one-by-one.js';
import { enqueueAll } from '../../platform/outbox.js';
import type { CreateTopUp } from '../operations/create-top-up.js';
import { writeOperation } from '../stripe/operations.js';
import { type Decision, decide } from './decide.js';
import { type Means, readStanding } from './standing.js';
import { askForTopUp, switchOff, waitUntil } from './state.js';
import { tellCapReached, tellSwitchedOff } from './tell.js';

/**
 * Decides about a wallet's automatic top-up and, where it is due, writes the payment down for the worker. All under
 * the wallet's lock: however often it is asked, and by however many, there is one attempt at a time.
 */
export async function considerTopUp(db: Db, wallet_id: string): Promise<void> {
  await db.transaction(async (tx) => {
    const found = await readStanding(tx, await openWallet(tx, wallet_id));
    if (found) await act(tx, { wallet_id, decision: decide(found.standing), means: found.means });
  });
}

interface Decided {
  wallet_id: string;
  decision: Decision;
  means: Means;
}

async function act(tx: Tx, { wallet_id, decision, means }: Decided): Promise<void> {
  switch (decision.act) {
    case 'nothing':
      return;
    case 'buy':
      return begin(tx, { wallet_id, means, amount_minor: decision.amount_minor });
    case 'stop':
      await switchOff(tx, { wallet_id, reason: decision.reason });
      return tellSwitchedOff(tx, { wallet_id, reason: decision.reason });
    case 'wait':
      await waitUntil(tx, { wallet_id, waits_for: decision.waits_for, until: UNTIL[decision.waits_for] });
      if (decision.waits_for === 'cap') await tellCapReached(tx, wallet_id);
  }
}

const UNTIL = {
  cap: `date_trunc('month', app.now(), 'UTC') + interval '1 month'`,
  account: `app.now() + interval '1 hour'`,
} as const;

async function begin(
  tx: Tx,
  { wallet_id, means, amount_minor }: { wallet_id: string; means: Means; amount_minor: number },
): Promise<void> {
  const { attempt_id } = await tx.one<{ attempt_id: string }>('SELECT uuidv7() AS attempt_id');
  const parameters: CreateTopUp = {
    user_id: wallet_id,
    customer: means.customer,
    payment_method: means.stripe_method_id,
    price: means.stripe_price_id,
    amount_minor,
    currency: means.currency,
  };
  const operation = await writeOperation(tx, {
    kind: 'payment_intent.top_up',
    parameters,
    idempotency_key: `top-up:${attempt_id}`,
    user_id: wallet_id,
  });
  await tx.query(
    `INSERT INTO top_up_attempts (wallet_id, id, operation_id, price_id, payment_method_id, currency, amount_minor)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      wallet_id,
      attempt_id,
      operation?.id,
      means.price_id,
      means.payment_method_id,
      means.currency,
      amount_minor,
    ],
  );
}

const BATCH = 500;

/**
 * Finds what no crossing tells of: a wait that is over, a month that has begun, a crossing whose job was lost. And
 * reads payments again that were made long ago and whose end nobody told.
 */
export async function sweepTopUps(db: Db): Promise<void> {
  const due = await db.query<{ wallet_id: string }>(
    `SELECT t.wallet_id FROM top_ups t JOIN wallets w ON w.id = t.wallet_id
     WHERE t.status = 'on' AND w.available < t.threshold AND (t.next_attempt_at IS NULL OR t.next_attempt_at <= app.now())
       AND NOT EXISTS (SELECT FROM top_up_attempts a WHERE a.wallet_id = t.wallet_id AND a.status = 'under_way')
     ORDER BY t.next_attempt_at NULLS FIRST LIMIT $1`,
    [BATCH],
  );
  await oneByOne(due, ({ wallet_id }) => db.transaction((tx) => askForTopUp(tx, wallet_id)));
  await db.transaction(askAfterLong);
}

async function askAfterLong(tx: Tx): Promise<void> {
  const silent = await tx.query<{ id: string; hour: string }>(
    `SELECT o.stripe_id AS id, to_char(app.now(), 'YYYY-MM-DD HH24') AS hour
     FROM top_up_attempts a JOIN stripe_operations o ON o.id = a.operation_id
     WHERE a.status = 'under_way' AND o.status = 'succeeded' AND o.finished_at < app.now() - interval '10 minutes' LIMIT $1`,
    [BATCH],
  );
  const reads = silent.map(({ id, hour }) => ({
    queue: 'stripe-objects',
    payload: { type: 'payment_intent', id },
    key: `top-up:${id}:${hour}`,
  }));
  await enqueueAll(tx, reads);
}
