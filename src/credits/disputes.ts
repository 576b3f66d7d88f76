import type { Tx } from '../platform/db.js';
import { giveBack, type Undone } from './give-back.js';
import type { OpenWallet } from './ledger.js';
import { openWallet } from './open-wallet.js';
import { readReturnFacts } from './return-facts.js';
import { targetOfNext } from './return-plan.js';
import { UNDECIDED } from './return-rows.js';
import { settleReturns } from './settle-returns.js';
import { frozenBy, takenBy } from './taken-by.js';

export interface DisputedMoney {
  wallet_id: string;
  payment_id: string;
  dispute_id: string;
  /** What is disputed, in minor units of the payment's currency. */
  amount_minor: number;
}

/**
 * An open dispute freezes the share of min(disputed, paid − returned) of what the payment gave: domain.md, Money 5.
 * What is held is frozen when its hold lets go of it. After a loss (an appeal) what was taken is frozen again.
 * May be told again: that alone changes nothing. Call it after the payment's grants. @throws UnknownCustomer, NotFound
 */
export async function freezeForDispute(tx: Tx, money: DisputedMoney): Promise<void> {
  const wallet = await openWallet(tx, money.wallet_id);
  const row = await readDispute(tx, money);
  const lost = row?.live && !row.undecided ? row : undefined;
  const taken = lost && (await undoing(tx, wallet, { ...lost, ...money }));
  if (!row?.live || lost) await begin(tx, money, wallet);
  else if (!(await restate(tx, money))) return;
  if (taken) await giveBack(tx, wallet, taken);
  else await settleReturns(tx, wallet, money.payment_id);
}

interface LostMoney extends DisputedMoney {
  /** When it was lost, where that is known; default now. */
  lost_at?: string | undefined;
}

/**
 * A lost dispute takes its share: what it froze, then what else the payment's grants have open, other open grants,
 * and debt; what is held is waited for. May be told again, and with a better date. @throws UnknownCustomer, NotFound
 */
export async function loseDispute(tx: Tx, { lost_at, ...money }: LostMoney): Promise<void> {
  const { wallet_id, payment_id, dispute_id } = money;
  const wallet = await openWallet(tx, wallet_id);
  const row = await readDispute(tx, money);
  if (row?.live && !row.undecided) return dateLoss(tx, { ...money, lost_at });
  if (!row?.live) await begin(tx, money, wallet);
  const facts = await readReturnFacts(tx, { wallet_id, payment_id, at: wallet.at });
  await tx.query(
    `UPDATE returns SET policy = 'full', amount_minor = $4, target = $3, expired = 0, frozen = 0, returned_at = $5
     WHERE wallet_id = $1 AND dispute_id = $2`,
    [wallet_id, dispute_id, targetOfNext(facts, money), money.amount_minor, lost_at ?? wallet.at],
  );
  await settleReturns(tx, wallet, payment_id);
}

async function dateLoss(tx: Tx, { wallet_id, dispute_id, lost_at }: LostMoney): Promise<void> {
  if (!lost_at) return;
  await tx.query(
    'UPDATE returns SET returned_at = $3 WHERE wallet_id = $1 AND dispute_id = $2 AND returned_at <> $3',
    [wallet_id, dispute_id, lost_at],
  );
}

/**
 * A dispute that is won, prevented or closed as a warning takes nothing: what it froze is free again, and what it
 * took when it was lost comes back; into a grant that has expired meanwhile as promotional credits for a week. May be
 * told again. @throws UnknownCustomer
 */
export async function releaseDispute(
  tx: Tx,
  { wallet_id, dispute_id }: { wallet_id: string; dispute_id: string },
): Promise<void> {
  const wallet = await openWallet(tx, wallet_id);
  const row = await readDispute(tx, { wallet_id, dispute_id });
  if (!row?.live) return;
  const undone = await undoing(tx, wallet, { ...row, dispute_id });
  await tx.query('UPDATE returns SET live = false, frozen = 0 WHERE wallet_id = $1 AND id = $2', [
    wallet_id,
    row.id,
  ]);
  await giveBack(tx, wallet, undone);
}

interface DisputeReturn {
  id: string;
  payment_id: string;
  live: boolean;
  undecided: boolean;
  since_no: number;
}

function readDispute(
  tx: Tx,
  { wallet_id, dispute_id }: { wallet_id: string; dispute_id: string },
): Promise<DisputeReturn | undefined> {
  return tx.maybeOne<DisputeReturn>(
    `SELECT r.id, r.payment_id, r.live, r.since_no, ${UNDECIDED} AS undecided
     FROM returns r WHERE r.wallet_id = $1 AND r.dispute_id = $2`,
    [wallet_id, dispute_id],
  );
}

/** Writes the dispute down as open, or as open again: then its earlier entries are over. */
async function begin(tx: Tx, money: DisputedMoney, { at }: OpenWallet): Promise<void> {
  const { wallet_id, payment_id, dispute_id, amount_minor } = money;
  await tx.query(
    `INSERT INTO returns (wallet_id, payment_id, dispute_id, amount_minor, policy, target, created_at, returned_at)
     VALUES ($1, $2, $3, $4, 'unused', 0, $5, $5)
     ON CONFLICT (dispute_id) DO UPDATE
     SET amount_minor = $4, policy = 'unused', target = 0, taken = 0, expired = 0, frozen = 0, debt = 0, live = true,
         returned_at = $5, since_no = (SELECT last_entry_no FROM wallets WHERE id = $1)`,
    [wallet_id, payment_id, dispute_id, amount_minor, at],
  );
}

/** An open dispute may turn out to be about more or less: whether it has. */
async function restate(tx: Tx, { wallet_id, dispute_id, amount_minor }: DisputedMoney): Promise<boolean> {
  const restated = await tx.maybeOne(
    'UPDATE returns SET amount_minor = $3 WHERE wallet_id = $1 AND dispute_id = $2 AND amount_minor <> $3 RETURNING id',
    [wallet_id, dispute_id, amount_minor],
  );
  return restated !== undefined;
}

/** What comes back when the dispute's present standing ends. */
async function undoing(
  tx: Tx,
  { id: wallet_id }: OpenWallet,
  { id, payment_id, dispute_id, undecided, since_no }: DisputeReturn & { dispute_id: string },
): Promise<Undone> {
  const cause = { cause: 'dispute', cause_id: dispute_id } as const;
  const undone = { id, payment_id, cause };
  return undecided
    ? {
        ...undone,
        arrivals: await frozenBy(tx, { wallet_id, dispute_id }),
        kind: 'unfreeze',
        out_of: 'frozen',
      }
    : {
        ...undone,
        arrivals: await takenBy(tx, { ...cause, wallet_id, since_no }),
        kind: 'return_undone',
      };
}
