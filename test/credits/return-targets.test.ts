import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Targeted, targetsOf } from '../../src/credits/return-targets.js';
import { creditsToTake } from '../../src/credits/rules.js';

/** A payment's returns while money goes back, comes back when that fails, and is disputed. */
interface Payment {
  granted: number;
  paid_minor: number;
  returns: Targeted[];
  undone: boolean;
}
type Step = (payment: Payment) => void;

const sum = (of: readonly Targeted[], what: 'target' | 'amount_minor') =>
  of.reduce((total, each) => total + each[what], 0);
const decidedOf = ({ returns }: Payment) => returns.filter(({ undecided }) => !undecided);

/** The floor of a share of all that was granted, by the definition. */
const share = ({ granted, paid_minor }: Payment, minor: number) =>
  Number((BigInt(granted) * BigInt(Math.min(minor, paid_minor))) / BigInt(paid_minor));

function decide(payment: Payment, amount_minor: number): void {
  const before = decidedOf(payment);
  const target = creditsToTake({
    ...payment,
    returned_before_minor: sum(before, 'amount_minor'),
    return_minor: amount_minor,
    taken_before: sum(before, 'target'),
  });
  payment.returns = [
    ...before,
    { amount_minor, target, undecided: false },
    ...payment.returns.filter(({ undecided }) => undecided),
  ];
}

const minor = fc.integer({ min: 1, max: 400 });
const refunding = minor.map(
  (amount_minor): Step =>
    (payment) =>
      decide(payment, amount_minor),
);
const disputing = minor.map(
  (amount_minor): Step =>
    ({ returns }) => {
      returns.push({ amount_minor, target: 0, undecided: true });
    },
);
const undoing = fc.nat(9).map(
  (nth): Step =>
    (payment) => {
      if (payment.returns.splice(nth, 1).some(({ undecided }) => !undecided)) payment.undone = true;
    },
);
const losing = fc.nat(3).map(
  (nth): Step =>
    (payment) => {
      const lost = payment.returns.filter(({ undecided }) => undecided)[nth];
      if (!lost) return;
      payment.returns = payment.returns.filter((each) => each !== lost);
      decide(payment, lost.amount_minor);
    },
);

const steps = fc.array(fc.oneof({ arbitrary: refunding, weight: 3 }, disputing, undoing, losing), {
  minLength: 1,
  maxLength: 12,
});
const payments = fc.record({ granted: fc.integer({ min: 1, max: 5_000 }), paid_minor: minor });

test('whatever goes back, fails and is disputed, the returns of a payment have its share and never more than it gave', () => {
  fc.assert(
    fc.property(payments, steps, (bought, wanted) => {
      const payment: Payment = { ...bought, returns: [], undone: false };
      for (const step of wanted) {
        step(payment);
        const targets = targetsOf(payment, payment.returns);
        payment.returns = payment.returns.map((each, nth) => ({ ...each, target: targets[nth] ?? -1 }));
        const decided = decidedOf(payment);
        const over = sum(decided, 'target') - share(payment, sum(decided, 'amount_minor'));
        expect(over).toBeGreaterThanOrEqual(0);
        expect(over).toBeLessThanOrEqual(payment.undone ? decided.length : 0);
        expect(sum(payment.returns, 'target')).toBe(
          Math.max(sum(decided, 'target'), share(payment, sum(payment.returns, 'amount_minor'))),
        );
        expect(Math.min(...targets, 0)).toBe(0);
        expect(sum(payment.returns, 'target')).toBeLessThanOrEqual(payment.granted);
      }
      decide(payment, payment.paid_minor);
      expect(sum(decidedOf(payment), 'target')).toBe(payment.granted);
    }),
    { numRuns: 500 },
  );
});

test('telling the same again changes no target', () => {
  fc.assert(
    fc.property(payments, steps, (bought, wanted) => {
      const payment: Payment = { ...bought, returns: [], undone: false };
      for (const step of wanted) step(payment);
      const once = targetsOf(payment, payment.returns);
      const settled = payment.returns.map((each, nth) => ({ ...each, target: once[nth] ?? 0 }));
      expect(targetsOf(payment, settled)).toEqual(once);
    }),
  );
});

test('a refund that waited behind a lost dispute gets its share when the dispute is won', () => {
  const bought = { granted: 50_000, paid_minor: 2_000 };
  const refund = { amount_minor: 800, target: 0, undecided: false };
  const dispute = { amount_minor: 2_000, target: 50_000, undecided: false };
  expect(targetsOf(bought, [dispute, refund])).toEqual([50_000, 0]);
  expect(targetsOf(bought, [refund])).toEqual([20_000]);
});

test('open disputes are about what was not returned, in the order in which they came', () => {
  const bought = { granted: 50_000, paid_minor: 2_000 };
  const refund = { amount_minor: 500, target: 12_500, undecided: false };
  const open = { amount_minor: 1_000, target: 0, undecided: true };
  expect(targetsOf(bought, [refund, open, open])).toEqual([12_500, 25_000, 12_500]);
});
