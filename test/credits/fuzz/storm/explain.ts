import { isDeepStrictEqual } from 'node:util';

import { answerOf, unchangedBy } from '../law.js';
import { priceOf } from '../model/overrides.js';
import { instants, passTime } from '../model/time.js';
import { type Answer, emptyWallet, type Figures, figures, type ModelWallet } from '../model/wallet.js';
import { byNumber } from '../read-back.js';
import { type Event, type Line, Sums } from './line.js';
import type { Observed } from './observed.js';

export interface Difference {
  what: string;
  request: unknown;
  ledger: unknown;
  rules: unknown;
}

/**
 * Goes through a wallet's line with the rules: each change must have answered, and left, what they say; each request
 * that changed nothing must be right at some moment between its start and its end. Answers what they cannot explain.
 */
export function differences(line: Line): { found: Difference[]; wallet: ModelWallet } {
  const wallet = emptyWallet();
  const sums = new Sums(line.entries);
  const found: Difference[] = [];
  const floating = new Floating(line);
  floating.fit(wallet, { from: 0, to: line.events[0]?.at ?? Number.POSITIVE_INFINITY });
  for (const [nth, event] of line.events.entries()) {
    const { request, id, answer, cost } = event.seen;
    const expected = answerOf(wallet, { request, at: event.at, id, cost });
    const told = byNumber(answer, line.grant_ids);
    if (!isDeepStrictEqual(told, toJson(expected)))
      found.push({ what: 'answer', request, ledger: told, rules: expected });
    const left = event.last_no === null ? undefined : leftBy(sums.upTo(event.last_no), line);
    if (left && !isDeepStrictEqual(left, shown(wallet))) {
      found.push({ what: `after entry ${event.last_no}`, request, ledger: left, rules: shown(wallet) });
    }
    // What follows a difference only follows from it.
    if (found.length > 0) return { found, wallet };
    floating.fit(wallet, { from: event.pos, to: line.events[nth + 1]?.at ?? Number.POSITIVE_INFINITY });
  }
  return { found: floating.unexplained(), wallet };
}

/** Requests without a place of their own. */
class Floating {
  private waiting: Observed[];
  private readonly grant_ids: readonly string[];

  constructor({ floating, events, grant_ids }: Line) {
    this.grant_ids = grant_ids;
    this.waiting = floating.map((seen) => (seen.xid ? { ...seen, from: since(events, seen) } : seen));
  }

  /** The wallet stands still between two changes, but for time: tries each moment at which something ends. */
  fit(wallet: ModelWallet, { from, to }: { from: number; to: number }): void {
    const last = Math.min(to, Math.max(from, ...this.waiting.map((seen) => seen.to)));
    for (let moment = from; ; ) {
      passTime(wallet, moment);
      // What lapses now may bring back what expires before `last`: so one moment after the other.
      const next = Math.min(last, instants(wallet, last)[0] ?? last);
      while (this.explainSome(wallet, { from: moment, to: next }));
      if (moment >= last) return;
      moment = next;
    }
  }

  /** Several times over: a replay fits only once what it repeats has found its place. */
  private explainSome(wallet: ModelWallet, span: { from: number; to: number }): boolean {
    const before = this.waiting.length;
    this.waiting = this.waiting.filter(
      (seen) => seen.to < span.from || seen.from > span.to || !this.isRight(wallet, seen, span),
    );
    return this.waiting.length < before;
  }

  /** At the latest moment that both the request and the span have; a free run is then noted in the wallet. */
  private isRight(wallet: ModelWallet, seen: Observed, span: { from: number; to: number }): boolean {
    const { request, id, answer, cost } = seen;
    const unchanged = unchangedBy(wallet, { request, at: Math.min(seen.to, span.to), cost });
    if (unchanged) return isDeepStrictEqual(byNumber(answer, this.grant_ids), toJson(unchanged));
    return (
      request.do === 'spend' &&
      answer.amount === 0 &&
      answer.replayed === false &&
      priceOf(wallet, { ...request, cost }) === 0 &&
      isDeepStrictEqual(answer.balance, figures(wallet)) &&
      answerOf(wallet, { request, at: span.from, id, cost }) !== undefined
    );
  }

  unexplained(): Difference[] {
    return this.waiting.map(({ request, answer, from, to }) => ({
      what: `never right between ${from} and ${to}`,
      request,
      ledger: answer,
      rules: null,
    }));
  }
}

/** A refusal in a transaction was decided after the change before it and before its own end. */
function since(events: readonly Event[], { from, to }: Observed): number {
  return Math.max(
    from,
    ...events
      .filter(({ pos }) => pos < to)
      .slice(-1)
      .map(({ pos }) => pos),
  );
}

function toJson(answer: Answer): Answer {
  return JSON.parse(JSON.stringify(answer)) as Answer;
}

/** Only grants that still have something, by their numbers. */
function leftBy({ wallet, grants }: Sums, { grant_ids }: Line): unknown {
  return { ...wallet, grants: nonEmpty(grant_ids.map((id) => grants.get(id))) };
}

function shown(wallet: ModelWallet): unknown {
  const parts = wallet.grants.map(({ remaining, held, frozen }) => ({ available: remaining, held, frozen }));
  return { ...figures(wallet), grants: nonEmpty(parts) };
}

function nonEmpty(grants: readonly (Omit<Figures, 'debt'> | undefined)[]): Record<number, number[]> {
  const told = grants.map((grant, number) => [number, Object.values(grant ?? {})] as const);
  return Object.fromEntries(told.filter(([, parts]) => parts.some((part) => part !== 0)));
}
