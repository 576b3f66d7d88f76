import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Plannable, planReturns } from '../../src/credits/return-plan.js';

const NOTHING = {
  own_open: 0,
  own_held: 0,
  own_frozen: 0,
  own_expired: 0,
  own_taken: 0,
  others_open: 0,
  available: 0,
  debt: 0,
};

/** Of a payment of 10.00 for 100 hundredths: one of a hundred pays back a hundredth. */
const HALF: Plannable = {
  amount_minor: 500,
  policy: 'unused',
  target: 50,
  taken: 0,
  expired: 0,
  frozen: 0,
  debt: 0,
  undecided: false,
};
const plan = (facts: Partial<typeof NOTHING>, ...returns: Plannable[]) =>
  planReturns({ granted: 100, paid_minor: 1_000, ...NOTHING, ...facts }, returns).map(
    ({ row: _row, target: _target, ...parts }) => parts,
  );
const NONE = { own: 0, held: 0, expired: 0, others: 0, debt: 0 };

test('what is held is waited for by one return only: the next with policy full goes on', () => {
  expect(plan({ own_held: 50 }, HALF, { ...HALF, policy: 'full' })).toEqual([
    { ...NONE, held: 50 },
    { ...NONE, debt: 50 },
  ]);
});

test('what expired is counted once', () => {
  const counted = { ...HALF, expired: 50 };
  expect(plan({ own_expired: 50 }, counted, { ...HALF, policy: 'full' })).toEqual([
    NONE,
    { ...NONE, debt: 50 },
  ]);
});

test('an open dispute freezes what decided returns leave, and never goes further', () => {
  const dispute = { ...HALF, target: 0, undecided: true };
  expect(plan({ own_open: 60, own_held: 10, others_open: 90 }, HALF, dispute)).toEqual([
    { ...NONE, own: 50 },
    { ...NONE, own: 10, held: 10 },
  ]);
});

const amount = fc.nat(200);
const facts = fc.record({
  own_open: amount,
  own_held: amount,
  own_frozen: amount,
  own_expired: amount,
  others_open: amount,
});
const row = fc.record({
  amount_minor: fc.integer({ min: 1, max: 600 }),
  policy: fc.constantFrom('unused' as const, 'full' as const, 'keep' as const),
  target: fc.nat(60),
});

test('whatever the returns of a payment are, together they take no more than there is and no less than they may', () => {
  fc.assert(
    fc.property(
      facts,
      fc.array(row, { maxLength: 4 }),
      fc.array(row, { maxLength: 2 }),
      (there, decided, open) => {
        const rows = [
          ...decided.map((each) => ({ ...HALF, ...each })),
          ...open.map((each) => ({
            ...HALF,
            ...each,
            policy: 'unused' as const,
            target: 0,
            undecided: true,
          })),
        ];
        const plans = planReturns({ granted: 100, paid_minor: 1_000, ...NOTHING, ...there }, rows);
        const sum = (part: keyof typeof NONE) => plans.reduce((all, each) => all + each[part], 0);
        const left = {
          own: there.own_open + there.own_frozen - sum('own'),
          held: there.own_held - sum('held'),
          expired: there.own_expired - sum('expired'),
          others: there.others_open - sum('others'),
        };
        expect(Math.min(...Object.values(left))).toBeGreaterThanOrEqual(0);
        for (const { row: of, target, own, held, expired, others, debt } of plans) {
          const lacks = target - own - held - expired - others - debt;
          expect(lacks).toBeGreaterThanOrEqual(0);
          if (of.policy === 'full') expect(lacks).toBe(0);
          if (of.policy !== 'keep' && lacks > 0)
            expect([left.own, left.held, left.expired]).toEqual([0, 0, 0]);
          if (of.policy !== 'full') expect([others, debt]).toEqual([0, 0]);
          if (debt > 0) expect(left.others).toBe(0);
        }
      },
    ),
  );
});
