import { type Answer, figures, type ModelAttempt, type ModelWallet, sum } from './wallet.js';

const HOUR_US = 3_600 * 1_000_000;
/** After the first decline and the second; a third ends it. */
const BACKOFF_HOURS = [24, 72];

/** The customer's leave to buy a pack whenever he has less than the threshold; given anew it starts anew. */
export function allow(
  wallet: ModelWallet,
  { threshold, cap_minor, at }: { threshold: number; cap_minor: number; at: number },
): Answer {
  wallet.top_up = {
    on: true,
    off_reason: null,
    threshold,
    cap_minor,
    allowed_at: at,
    failures: 0,
    waits_for: null,
    until: null,
  };
  return {};
}

export function forbid(wallet: ModelWallet): Answer {
  stop(wallet, 'customer');
  return {};
}

/** Buys, waits, gives up or leaves things as they are. `id`: the ledger's name for the attempt, if it began one. */
export function consider(
  wallet: ModelWallet,
  { id, price_minor, at }: { id: string; price_minor: number; at: number },
): Answer {
  const { top_up } = wallet;
  const due = top_up?.on && !underWay(wallet) && (top_up.until ?? at) <= at;
  if (due && figures(wallet).available < top_up.threshold) {
    const wanted = decide(wallet, { price_minor, at });
    if (wanted === 'buy')
      wallet.attempts.push({ id, amount_minor: price_minor, begun_at: at, standing: 'under_way' });
    else if (wanted === 'returned') stop(wallet, wanted);
    else Object.assign(top_up, wanted);
  }
  return standing(wallet);
}

type Wait = { waits_for: 'account' | 'cap'; until: number };

/** Money that went back since the customer's leave ends it: what was just returned is not charged again. */
function decide(
  wallet: ModelWallet,
  { price_minor, at }: { price_minor: number; at: number },
): 'buy' | 'returned' | Wait {
  const { allowed_at, cap_minor } = wallet.top_up!;
  const back = [...wallet.returns.values()].filter(({ live, policy }) => live && policy !== 'keep');
  if (back.some(({ since }) => since > allowed_at)) return 'returned';
  const barred = wallet.overrides.some(({ kind, over, ended }) => kind !== 'service_cost' && !over && !ended);
  if (barred || figures(wallet).debt > 0) return { waits_for: 'account', until: at + HOUR_US };
  const month = monthOf(at);
  const taken = wallet.attempts.filter(
    (each) => each.standing !== 'declined' && each.begun_at >= month.begins,
  );
  const used = sum(taken, ({ amount_minor }) => amount_minor);
  return used + price_minor > cap_minor ? { waits_for: 'cap', until: month.ends } : 'buy';
}

/** In UTC. */
function monthOf(at: number): { begins: number; ends: number } {
  const day = new Date(at / 1_000);
  const first = (months: number) => Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months) * 1_000;
  return { begins: first(0), ends: first(1) };
}

/** An attempt ended with a payment, whose credits are there already. */
export function paid(wallet: ModelWallet, id: string): void {
  const attempt = wallet.attempts.find((each) => each.id === id);
  if (!attempt || attempt.standing === 'succeeded') return;
  attempt.standing = 'succeeded';
  Object.assign(wallet.top_up!, { failures: 0, waits_for: null, until: null });
}

export function declined(wallet: ModelWallet, { id, at }: { id: string; at: number }): Answer {
  const attempt = wallet.attempts.find((each) => each.id === id);
  if (attempt?.standing !== 'under_way') return {};
  attempt.standing = 'declined';
  const top_up = wallet.top_up!;
  top_up.failures += 1;
  const hours = BACKOFF_HOURS[top_up.failures - 1];
  if (!top_up.on) return {};
  if (hours === undefined) stop(wallet, 'declined');
  else Object.assign(top_up, { waits_for: 'card', until: at + hours * HOUR_US });
  return {};
}

function stop({ top_up }: ModelWallet, off_reason: string): void {
  if (top_up?.on) Object.assign(top_up, { on: false, off_reason, waits_for: null, until: null });
}

function underWay({ attempts }: ModelWallet): ModelAttempt | undefined {
  return attempts.find((each) => each.standing === 'under_way');
}

/** `noticed`: the database knows that there is less than the threshold, and has asked for somebody to look. */
function standing(wallet: ModelWallet): Answer {
  const {
    on = false,
    off_reason = null,
    waits_for = null,
    until = null,
    threshold = 0,
  } = wallet.top_up ?? {};
  const noticed = on && figures(wallet).available < threshold;
  return { on, off_reason, waits_for, until, under_way: underWay(wallet) !== undefined, noticed };
}
