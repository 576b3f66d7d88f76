import { adjust, convert, end, give, givenBy, undoAdjustment } from './model/giving.js';
import { capture, place, releaseByHand } from './model/holding.js';
import { loseDispute, openDispute, releaseDispute, takeBack, undoReturn, writeOff } from './model/returns.js';
import { reverse, spend } from './model/spending.js';
import { passTime } from './model/time.js';
import { type Answer, figures, type ModelWallet } from './model/wallet.js';
import { type KeyedRequest, priceOf, type Request } from './request.js';

/** A request, when it was decided, and the ledger's name for what it made, by which later ones call it. */
export interface Step {
  request: Request;
  at: number;
  id: string;
}

/** What the rules answer to a request; a success changes the wallet. */
export function answerOf(wallet: ModelWallet, step: Step): Answer {
  passTime(wallet, step.at);
  const unchanged = unchangedBy(wallet, step);
  if (unchanged) return unchanged;
  const answer = change(wallet, step);
  const { request } = step;
  if (!('key' in request)) return answer;
  wallet.answers.set(nameOf(request), { body: JSON.stringify(request), answer });
  return { ...answer, replayed: false };
}

/** The answer to a request that leaves the wallet as it is, time apart: a replay or a refusal. A refusal is not kept. */
export function unchangedBy(
  wallet: ModelWallet,
  { request, at }: { request: Request; at: number },
): Answer | undefined {
  const earlier = 'key' in request ? wallet.answers.get(nameOf(request)) : undefined;
  if (!earlier) return refusalOf(wallet, request, at);
  const same = earlier.body === JSON.stringify(request);
  return same ? { ...earlier.answer, replayed: true } : { refused: 'idempotency_key_reused' };
}

function nameOf({ do: operation, key }: KeyedRequest): string {
  return `${operation}:${key}`;
}

function refusalOf(wallet: ModelWallet, request: Request, at: number): Answer | undefined {
  switch (request.do) {
    case 'spend':
    case 'hold':
      return tooMuch(wallet, priceOf(request));
    case 'adjust':
      if (request.direction === 'down') return tooMuch(wallet, request.amount);
      return (request.expires_at ?? at + 1) <= at ? { refused: 'invalid_request' } : undefined;
    case 'unadjust': {
      const { given, undone } = wallet.adjustments.get(request.adjustment)!;
      if (undone || !given || given.remaining === given.amount) return undefined;
      return { refused: 'adjustment_spent', given: given.amount, left: given.remaining };
    }
    case 'reverse':
      return wallet.spends.get(request.spend)!.reversed ? { refused: 'already_reversed' } : undefined;
    case 'capture':
    case 'release': {
      const { open, amount } = wallet.holds.find(({ id }) => id === request.hold)!;
      if (!open) return { refused: 'hold_not_open' };
      const asked = request.do === 'capture' ? request.amount : null;
      return asked !== null && asked > amount ? { refused: 'invalid_request' } : undefined;
    }
    case 'convert':
      return givenBy(wallet, request.payment).remaining === 0 ? { amount: 0, grant: null } : undefined;
    case 'write_off': {
      const { debt } = figures(wallet);
      const asked = request.amount ?? debt;
      return debt === 0 || asked > debt ? { refused: 'debt_below', asked, debt } : undefined;
    }
    default:
      return undefined;
  }
}

function tooMuch(wallet: ModelWallet, needed: number): Answer | undefined {
  const { available, debt } = figures(wallet);
  return needed > available ? { refused: 'insufficient_credits', needed, available, debt } : undefined;
}

function change(wallet: ModelWallet, { request, at, id }: Step): Answer {
  switch (request.do) {
    case 'give':
      return { grant: wallet.grants.indexOf(give(wallet, { gift: request.gift, at })) };
    case 'buy': {
      const { payment, received_minor, gift } = request;
      wallet.payments.set(payment, { id: payment, received_minor, granted: gift.amount });
      return { grant: wallet.grants.indexOf(give(wallet, { gift: { ...gift, payment }, at })) };
    }
    case 'spend':
      return spend(wallet, { amount: priceOf(request), id });
    case 'reverse':
      return reverse(wallet, { spend_id: request.spend, at });
    case 'adjust':
      return adjust(wallet, { wish: { ...request, id }, at });
    case 'unadjust':
      return undoAdjustment(wallet, { id: request.adjustment, at });
    case 'refund':
      return takeBack(wallet, { ...request, at });
    case 'fail_refund':
      return undoReturn(wallet, { id: request.refund, at });
    case 'hold':
      return place(wallet, { id, amount: priceOf(request), expires_at: at + request.seconds * 1_000_000 });
    case 'capture':
      return capture(wallet, { id: request.hold, amount: request.amount, spend_id: id, at });
    case 'release':
      return releaseByHand(wallet, { id: request.hold, at });
    case 'dispute':
      return dispute(wallet, { request, at });
    case 'convert':
      return convert(wallet, { payment: request.payment, at });
    case 'end':
      return end(wallet, { payment: request.payment, at });
    case 'write_off':
      return writeOff(wallet, request.amount);
    case 'run_jobs':
      return {};
  }
}

function dispute(
  wallet: ModelWallet,
  { request, at }: { request: Extract<Request, { do: 'dispute' }>; at: number },
): Answer {
  const { standing, dispute: id, payment, amount_minor } = request;
  const decide = { open: openDispute, lost: loseDispute, won: releaseDispute }[standing];
  return decide(wallet, { id, payment, amount_minor, at });
}
