import { adjust, convert, end, give, givenBy, undoAdjustment } from './model/giving.js';
import { capture, place, releaseByHand } from './model/holding.js';
import { barred, begin, endOverride, hasEnded, priceOf } from './model/overrides.js';
import { loseDispute, openDispute, releaseDispute, takeBack, undoReturn, writeOff } from './model/returns.js';
import { reverse, spend } from './model/spending.js';
import { passTime } from './model/time.js';
import { allow, consider, declined, forbid, paid } from './model/top-up.js';
import { type Answer, figures, type ModelWallet } from './model/wallet.js';
import { type KeyedRequest, type Of, PACK, type Request } from './request.js';

/** A request, when it was decided, and the ledger's name for what it made, by which later ones call it. */
export interface Step {
  request: Request;
  at: number;
  id: string;
  /** What a use of the service that it asks for cost then, in hundredths; 0 where it asks for none. */
  cost: number;
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
export function unchangedBy(wallet: ModelWallet, step: Omit<Step, 'id'>): Answer | undefined {
  const { request } = step;
  const earlier = 'key' in request ? wallet.answers.get(nameOf(request)) : undefined;
  if (!earlier) return refusalOf(wallet, step);
  const same = earlier.body === JSON.stringify(request);
  return same ? { ...earlier.answer, replayed: true } : { refused: 'idempotency_key_reused' };
}

function nameOf({ do: operation, key }: KeyedRequest): string {
  return `${operation}:${key}`;
}

function refusalOf(wallet: ModelWallet, { request, at, cost }: Omit<Step, 'id'>): Answer | undefined {
  switch (request.do) {
    case 'spend':
    case 'hold':
      return barred(wallet) ?? tooMuch(wallet, priceOf(wallet, { ...request, cost }));
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
    case 'override':
      return (request.until ?? at + 1) <= at ? { refused: 'invalid_request' } : undefined;
    case 'top_up_paid':
      return wallet.payments.has(request.attempt) ? { grant: null } : undefined;
    case 'end_override':
      return hasEnded(wallet, request.override) ? { refused: 'not_found' } : undefined;
    default:
      return undefined;
  }
}

function tooMuch(wallet: ModelWallet, needed: number): Answer | undefined {
  const { available, debt } = figures(wallet);
  return needed > available ? { refused: 'insufficient_credits', needed, available, debt } : undefined;
}

function change(wallet: ModelWallet, { request, at, id, cost }: Step): Answer {
  switch (request.do) {
    case 'give':
      return { grant: wallet.grants.indexOf(give(wallet, { gift: request.gift, at })) };
    case 'buy':
      return buy(wallet, { ...request, at });
    case 'spend':
      return spend(wallet, { amount: priceOf(wallet, { ...request, cost }), id });
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
      return place(wallet, {
        id,
        amount: priceOf(wallet, { ...request, cost }),
        expires_at: at + request.seconds * 1_000_000,
      });
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
    case 'top_up_paid':
      return topUp(wallet, { attempt: request.attempt, at });
    case 'run_jobs':
      return {};
    default:
      return changeTerms(wallet, { request, at, id });
  }
}

function buy(
  wallet: ModelWallet,
  { payment, received_minor, gift, at }: Omit<Of<'buy'>, 'do'> & { at: number },
): Answer {
  wallet.payments.set(payment, { id: payment, received_minor, granted: gift.amount });
  return { grant: wallet.grants.indexOf(give(wallet, { gift: { ...gift, payment }, at })) };
}

function topUp(wallet: ModelWallet, { attempt, at }: { attempt: string; at: number }): Answer {
  const { credits: amount, price_minor: received_minor } = PACK;
  const gift = { type: 'pay_as_you_go', amount, expires_at: null } as const;
  const answer = buy(wallet, { payment: attempt, received_minor, gift, at });
  paid(wallet, attempt);
  return answer;
}

/** What holds for the customer: his credits stay as they are. */
function changeTerms(
  wallet: ModelWallet,
  { request, at, id }: Pick<Step, 'at' | 'id'> & { request: Of<Terms> },
): Answer {
  switch (request.do) {
    case 'override':
      return begin(wallet, { ...request, id });
    case 'end_override':
      return endOverride(wallet, request.override);
    case 'allow_top_up':
      return allow(wallet, { ...request, at });
    case 'forbid_top_up':
      return forbid(wallet);
    case 'consider_top_up':
      return consider(wallet, { id, price_minor: PACK.price_minor, at });
    case 'top_up_declined':
      return declined(wallet, { id: request.attempt, at });
  }
}

type Terms =
  | 'override'
  | 'end_override'
  | 'allow_top_up'
  | 'forbid_top_up'
  | 'consider_top_up'
  | 'top_up_declined';

function dispute(
  wallet: ModelWallet,
  { request, at }: { request: Extract<Request, { do: 'dispute' }>; at: number },
): Answer {
  const { standing, dispute: id, payment, amount_minor } = request;
  const decide = { open: openDispute, lost: loseDispute, won: releaseDispute }[standing];
  return decide(wallet, { id, payment, amount_minor, at });
}
