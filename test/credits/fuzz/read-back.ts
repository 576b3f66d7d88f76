import { balance } from '../../../src/credits/index.js';
import { openWallet } from '../../../src/credits/open-wallet.js';
import type { Db } from '../../../src/platform/db.js';
import { microseconds } from '../../support/moving-clock.js';
import { type Answer, figures, type ModelWallet, sum } from './model/wallet.js';

/** All that a wallet shows of itself, in a form that the model can be put into too. */
export interface Shown {
  available: number;
  held: number;
  frozen: number;
  debt: number;
  by_type: Record<string, number>;
  grants: {
    type: string;
    amount: number;
    remaining: number;
    held: number;
    frozen: number;
    expires_at: number | null;
  }[];
}

export async function shownByLedger(db: Db, wallet_id: string): Promise<{ shown: Shown; ids: string[] }> {
  const { next_expiry: _, ...told } = await balance(db, wallet_id);
  const grants = await grantsOnceSettled(db, wallet_id);
  return {
    shown: { ...told, grants: grants.map(({ id: _id, ...grant }) => grant) },
    ids: grants.map(({ id }) => id),
  };
}

type GrantRow = Shown['grants'][number] & { id: string };

/**
 * The grants as they are once what has lapsed is written down. That is rolled back, so that the next request meets
 * the wallet as it was: writing it down is its own business.
 */
async function grantsOnceSettled(db: Db, wallet_id: string): Promise<GrantRow[]> {
  let grants: GrantRow[] = [];
  const rollBack = new Error('only to look');
  const looking = db.transaction(async (tx) => {
    await openWallet(tx, wallet_id);
    grants = await tx.query<GrantRow>(
      `SELECT id, type, amount, remaining, held, frozen, ${microseconds('expires_at')} AS expires_at
       FROM grants WHERE wallet_id = $1 ORDER BY id`,
      [wallet_id],
    );
    throw rollBack;
  });
  await looking.catch((error: unknown) => {
    if (error !== rollBack) throw error;
  });
  return grants;
}

export function shownByModel(wallet: ModelWallet): Shown {
  const of = (wanted: string) =>
    sum(wallet.grants, ({ type, remaining }) => (type === wanted ? remaining : 0));
  return {
    ...figures(wallet),
    by_type: {
      subscription: of('subscription'),
      promotional: of('promotional'),
      pay_as_you_go: of('pay_as_you_go'),
    },
    grants: wallet.grants.map(({ type, amount, remaining, held, frozen, expires_at }) => ({
      type,
      amount,
      remaining,
      held,
      frozen,
      expires_at,
    })),
  };
}

/** The answer with each grant's id replaced by its number among the wallet's grants, as the model names it. */
export function byNumber(answer: Answer, ids: readonly string[]): Answer {
  const numbers = new Map(ids.map((id, number) => [id, number]));
  return JSON.parse(JSON.stringify(answer), (_name, value) =>
    typeof value === 'string' ? (numbers.get(value) ?? value) : value,
  );
}
