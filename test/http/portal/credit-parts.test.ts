import { expect, test } from '@jest/globals';
import type { GrantView } from '../../../src/credits/index.js';
import { creditParts } from '../../../src/http/portal/credit-parts.js';

const december = new Date('2026-12-14T00:00:00Z');

function grant(part: Partial<GrantView>): GrantView {
  return {
    id: 'a',
    type: 'pay_as_you_go',
    amount: 100,
    remaining: 100,
    held: 0,
    frozen: 0,
    expires_at: null,
    expired: false,
    source: 'payment',
    source_id: 'x',
    payment_id: null,
    origin_grant: null,
    created_at: december,
    ...part,
  };
}

test('grants of one type that end together are one piece, in the order of spending', () => {
  const parts = creditParts(
    [
      grant({ type: 'subscription', remaining: 500, expires_at: december }),
      grant({ type: 'subscription', remaining: 100, expires_at: new Date(december) }),
      grant({ remaining: 300 }),
      grant({ remaining: 100, source: 'operator' }),
    ],
    { held: 0 },
  );
  expect(
    parts.map(({ type, amount, expires_at, x, width }) => ({ type, amount, expires_at, x, width })),
  ).toEqual([
    { type: 'subscription', amount: 600, expires_at: december, x: 0, width: 60 },
    { type: 'pay_as_you_go', amount: 400, expires_at: null, x: 60, width: 40 },
  ]);
});

test('what is held is a piece of its own at the end, and an empty grant is none', () => {
  const parts = creditParts([grant({ remaining: 0 }), grant({ remaining: 300 })], { held: 100 });
  expect(parts.map(({ type, width }) => [type, width])).toEqual([
    ['pay_as_you_go', 75],
    ['held', 25],
  ]);
});

test('frozen credits come after what is held, and say why they cannot be spent', () => {
  const parts = creditParts([grant({ remaining: 200 })], { held: 100, frozen: 100 });
  expect(parts.map(({ origin, width }) => [origin, width]).slice(1)).toEqual([
    ['set aside for running services', 25],
    ['frozen while a payment is disputed', 25],
  ]);
});

test('a wallet with nothing has no bar', () => {
  expect(creditParts([], { held: 0 })).toEqual([]);
});

test('promotional credits are called a gift only when an operator gave them', () => {
  const origin = (source: GrantView['source']) =>
    creditParts([grant({ type: 'promotional', source })], { held: 0 })[0]?.origin;
  expect(origin('operator')).toBe('a gift');
  expect(origin('reversal')).toBe('given back');
  expect(origin('trial')).toBe('of your trial');
});
