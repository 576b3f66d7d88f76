import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate, creditsToTake, type OpenGrant, planReturn } from '../../src/credits/rules.js';

const NOW = new Date('2026-06-01T00:00:00Z');
const grant = (id: string, more: Partial<OpenGrant>): OpenGrant => ({
  id,
  type: 'pay_as_you_go',
  remaining: 100,
  expires_at: null,
  created_at: new Date('2026-01-01T00:00:00Z'),
  ...more,
});

test('spending goes by type, then soonest expiry, then oldest, then id', () => {
  const grants = [
    grant('b', {}),
    grant('a', {}),
    grant('old', { created_at: new Date('2025-01-01T00:00:00Z') }),
    grant('gift', { type: 'promotional' }),
    grant('gift-soon', { type: 'promotional', expires_at: new Date('2026-07-01T00:00:00Z') }),
    grant('plan', { type: 'subscription', expires_at: new Date('2026-12-01T00:00:00Z') }),
    grant('gone', { type: 'subscription', expires_at: NOW }),
  ];
  const paid = allocate(grants, 550, NOW);
  expect(paid?.map((part) => part.grant)).toEqual(['plan', 'gift-soon', 'gift', 'old', 'a', 'b']);
  expect(paid?.at(-1)?.amount).toBe(50);
  expect(allocate(grants, 601, NOW)).toBeNull();
});

test('a third of a payment takes the floor of a third, and three thirds take all', () => {
  const thirds = { granted: 50_000, paid_minor: 2_000 };
  const first = creditsToTake({ ...thirds, returned_before_minor: 0, return_minor: 667, taken_before: 0 });
  expect(first).toBe(16_675);
  const odd = { granted: 100, paid_minor: 3 };
  const takes: number[] = [];
  for (const returned_before_minor of [0, 1, 2]) {
    const taken_before = takes.reduce((sum, take) => sum + take, 0);
    takes.push(creditsToTake({ ...odd, returned_before_minor, return_minor: 1, taken_before }));
  }
  expect(takes).toEqual([33, 33, 34]);
});

test('however a payment is split into returns, they take in sum what one return of all of them takes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000_000 }),
      fc.integer({ min: 1, max: 100_000_000 }),
      fc.array(fc.integer({ min: 1, max: 3_000_000 }), { maxLength: 12 }),
      (granted, paid_minor, wished) => {
        let [returned, taken] = [0, 0];
        for (const wish of wished) {
          const return_minor = Math.min(wish, paid_minor - returned);
          if (return_minor === 0) break;
          const take = creditsToTake({
            granted,
            paid_minor,
            returned_before_minor: returned,
            return_minor,
            taken_before: taken,
          });
          expect(take).toBeGreaterThanOrEqual(0);
          returned += return_minor;
          taken += take;
          expect(taken).toBeLessThanOrEqual(granted);
        }
        const at_once = creditsToTake({
          granted,
          paid_minor,
          returned_before_minor: 0,
          return_minor: returned,
          taken_before: 0,
        });
        expect(taken).toBe(at_once);
        expect(BigInt(taken) * BigInt(paid_minor) <= BigInt(granted) * BigInt(returned)).toBe(true);
        if (returned === paid_minor) expect(taken).toBe(granted);
      },
    ),
  );
});

test('more than was paid counts as all of it, and a payment of nothing takes nothing', () => {
  const more = {
    granted: 500,
    paid_minor: 100,
    returned_before_minor: 80,
    return_minor: 80,
    taken_before: 400,
  };
  expect(creditsToTake(more)).toBe(100);
  expect(creditsToTake({ ...more, paid_minor: 0 })).toBe(0);
});

test('a return’s plan never takes more than its target, nor more than there is, and `full` leaves nothing but what is held', () => {
  const amount = fc.nat(10_000);
  const facts = fc.record({
    target: amount,
    policy: fc.constantFrom('unused' as const, 'full' as const, 'keep' as const),
    own_open: amount,
    own_held: amount,
    own_expired: amount,
    others_open: amount,
  });
  fc.assert(
    fc.property(facts, (given) => {
      const { own, expired, others, debt } = planReturn(given);
      const lacks = given.target - own - expired - others - debt;
      expect(Math.min(own, expired, others, debt, lacks)).toBeGreaterThanOrEqual(0);
      expect(own).toBeLessThanOrEqual(given.own_open);
      expect(expired).toBeLessThanOrEqual(given.own_expired);
      expect(others).toBeLessThanOrEqual(given.others_open);
      if (given.policy === 'keep') expect(own + expired + others + debt).toBe(0);
      if (given.policy !== 'full') expect(others + debt).toBe(0);
      if (given.policy === 'full') expect(lacks).toBeLessThanOrEqual(given.own_held);
      if (debt > 0) expect([own, others]).toEqual([given.own_open, given.others_open]);
    }),
  );
});
