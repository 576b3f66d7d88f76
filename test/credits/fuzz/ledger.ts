import type { Actor } from '../../../src/accounts/index.js';
import {
  expireDue,
  lapseHolds,
  type Spender,
  type SpendRequest,
  undoAdjustment,
  undoReturn,
} from '../../../src/credits/index.js';
import type { Db, Tx } from '../../../src/platform/db.js';
import { DomainError } from '../../../src/platform/errors.js';
import { adjust, buy, convert, end, give, writeOff } from './ledger/giving.js';
import { capture, hold, release, reverse } from './ledger/holding.js';
import { dispute, refund } from './ledger/money.js';
import { endException, except } from './ledger/overrides.js';
import { type Done, figures, pairs } from './ledger/told.js';
import { allow, consider, declined, forbid, paid, saveCard } from './ledger/top-up.js';
import type { Answer } from './model/wallet.js';
import type { Of, Request } from './request.js';

/** How the ledger under test is reached. */
export interface Reach {
  db: Db;
  spender: Pick<Spender, 'spend'>;
  /** Runs the use cases that want a transaction. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Slugs, in the order of COSTS. */
  services: readonly string[];
  actor: Actor;
  /** The price of PACK. */
  pack: string;
}

/** Asks the ledger. A refusal is an answer; anything else that goes wrong is thrown. */
export async function ask(reach: Reach, wallet_id: string, request: Request): Promise<Done> {
  try {
    return await perform(reach, wallet_id, request);
  } catch (error) {
    if (error instanceof DomainError) return { id: '', answer: refusal(error) };
    throw error;
  }
}

async function perform(reach: Reach, wallet_id: string, request: Request): Promise<Done> {
  const { transaction } = reach;
  switch (request.do) {
    case 'give':
      return transaction((tx) => give(tx, wallet_id, request.gift));
    case 'buy':
      return transaction((tx) => buy(tx, wallet_id, request));
    case 'spend': {
      const { replayed, spend } = await reach.spender.spend(spendRequest(reach, wallet_id, request));
      const { id, amount, allocations, balance } = spend;
      return { id, answer: { amount, parts: pairs(allocations), balance: figures(balance), replayed } };
    }
    case 'reverse':
      return transaction((tx) => reverse(tx, request));
    case 'adjust':
      return transaction((tx) => adjust(tx, { ...request, wallet_id, actor: reach.actor }));
    case 'unadjust': {
      const undo = { actor: reach.actor, wallet_id, adjustment_id: request.adjustment, reason: 'Fuzz' };
      return transaction((tx) => undoAdjustment(tx, undo)).then(() => DONE);
    }
    case 'refund':
      return transaction((tx) => refund(tx, wallet_id, request));
    case 'fail_refund':
      return transaction((tx) => undoReturn(tx, { wallet_id, refund_id: request.refund })).then(() => DONE);
    case 'hold':
      return transaction((tx) =>
        hold(tx, { ...spendRequest(reach, wallet_id, request), expires_in_s: request.seconds }),
      );
    case 'capture':
      return transaction((tx) => capture(tx, request));
    case 'release':
      return transaction((tx) => release(tx, request));
    case 'dispute':
      return transaction((tx) => dispute(tx, wallet_id, request));
    case 'convert':
      return transaction((tx) => convert(tx, wallet_id, request));
    case 'end':
      return transaction((tx) => end(tx, wallet_id, request));
    case 'write_off':
      return transaction((tx) => writeOff(tx, { ...request, wallet_id, actor: reach.actor }));
    case 'override':
      return transaction((tx) => except(tx, wallet_id, request, reach));
    case 'end_override':
      return transaction((tx) => endException(tx, wallet_id, request, reach));
    case 'allow_top_up':
      await saveCard(reach.db, wallet_id);
      return transaction((tx) => allow(tx, wallet_id, request, reach.pack));
    case 'forbid_top_up':
      return transaction((tx) => forbid(tx, wallet_id));
    case 'consider_top_up':
      return consider(reach.db, wallet_id);
    case 'top_up_paid':
      return transaction((tx) => paid(tx, wallet_id, request));
    case 'top_up_declined':
      return transaction((tx) => declined(tx, request));
    case 'run_jobs':
      await expireDue(reach.db);
      await lapseHolds(reach.db);
      return DONE;
  }
}

const DONE: Done = { id: '', answer: {} };

function spendRequest(
  { services }: Reach,
  wallet_id: string,
  { service, quantity, key }: Of<'spend' | 'hold'>,
): SpendRequest {
  return { wallet_id, service: services[service]!, quantity, key_owner: 'company', key };
}

function refusal({ code, details }: DomainError): Answer {
  const told = Object.entries(details ?? {}).filter(([, value]) => typeof value === 'number');
  return {
    refused: code,
    ...Object.fromEntries(told.map(([name, value]) => [name, Math.round(Number(value) * 100)])),
  };
}
