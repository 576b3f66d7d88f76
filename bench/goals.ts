import type { Outcome } from './cell.js';
import { pairwiseRatio } from './statistics.js';

/** A ratio that must hold, or a time that must not be longer than another, or than so many milliseconds. */
export interface Verdict {
  goal: string;
  measured: number;
  wanted: string;
  met: boolean;
}

type Goal = {
  goal: string;
  group: RegExp;
  of: string;
  /** None: its p99 counts by itself. */
  against?: string;
  by: 'rates' | 'p99_ms';
  least?: number;
  most?: number;
};

const SPREAD = /^spend, 32 callers, [\d,]+ customers$/;
const HOT = /^spend, 32 callers, one customer$/;

const WEBHOOK = /^webhook, 64 senders$/;

/** What the spend path is held to. Of times (p99) the ratio is how much longer. */
const GOALS: readonly Goal[] = [
  {
    goal: 'spend function, of the floor',
    group: SPREAD,
    of: 'spend function',
    against: 'one-row INSERT and commit',
    by: 'rates',
    least: 0.45,
  },
  {
    goal: 'spend from Node, of a Prisma transaction',
    group: SPREAD,
    of: 'batched',
    against: 'Prisma transaction',
    by: 'rates',
    least: 20,
  },
  {
    goal: 'the same, one hot customer',
    group: HOT,
    of: 'batched',
    against: 'Prisma transaction',
    by: 'rates',
    least: 50,
  },
  {
    goal: 'p99 under 128 callers, of single calls',
    group: /^spend, 128 callers, [\d,]+ customers$/,
    of: 'batched',
    against: 'spend function',
    by: 'p99_ms',
    most: 1,
  },
  {
    goal: 'POST …/spends, of a bare route',
    group: /^HTTP, 32 callers/,
    of: 'POST …/spends',
    against: 'bare route, one-row INSERT',
    by: 'rates',
    least: 0.8,
  },
  {
    goal: 'POST /webhooks/stripe, of a bare route',
    group: WEBHOOK,
    of: 'POST /webhooks/stripe',
    against: 'bare route, INSERT ON CONFLICT',
    by: 'rates',
    least: 0.6,
  },
  {
    goal: 'its p99 under 64 senders, in ms',
    group: WEBHOOK,
    of: 'POST /webhooks/stripe',
    by: 'p99_ms',
    most: 99,
  },
  ...grown('spend', 0.85),
  ...grown('balance', 0.85),
  ...grown('history page', 0.7),
  ...grown('dashboard', 1 / 1.5),
];

function grown(work: string, least: number): Goal[] {
  return ['1 M entries', '10 M entries'].map((size) => ({
    goal: `${work} at ${size}, of its rate at 10 k`,
    group: new RegExp(`^growth: ${work}$`),
    of: size,
    against: '10 k entries',
    by: 'rates',
    least,
  }));
}

/** The goals that these outcomes can tell of. */
export function judge(outcomes: readonly Outcome[]): Verdict[] {
  return GOALS.flatMap((wanted) => {
    const { goal, group, least, most } = wanted;
    const measured = measure(
      wanted,
      outcomes.filter((outcome) => group.test(outcome.group) && outcome.faults.length === 0),
    );
    if (measured === undefined) return [];
    const met =
      measured >= (least ?? Number.NEGATIVE_INFINITY) && measured <= (most ?? Number.POSITIVE_INFINITY);
    return [
      { goal, measured, wanted: least === undefined ? `≤ ${most}` : `≥ ${Number(least.toFixed(2))}`, met },
    ];
  });
}

function measure({ of, against, by }: Goal, members: readonly Outcome[]): number | undefined {
  const one = members.find(({ name }) => name === of);
  if (one && against === undefined) return one.p99_ms;
  const other = members.find(({ name }) => name === against);
  if (!one || !other) return undefined;
  return by === 'rates' ? pairwiseRatio(one.rates, other.rates) : one.p99_ms / other.p99_ms;
}
