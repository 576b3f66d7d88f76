import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { amount, days, later, nth, pick, plan } from './wishes.js';

const direction = fc.constantFrom<'up' | 'down'>('up', 'down');

const expiring = fc.constantFrom<'subscription' | 'promotional'>('subscription', 'promotional');

const lasting = plan('give', amount, (amount) => () => ({
  do: 'give',
  gift: { type: 'pay_as_you_go', amount, expires_at: null },
}));

const fleeting = plan(
  'give',
  fc.record({ type: expiring, amount, days }),
  ({ days, ...gift }) =>
    (_known, now) => ({
      do: 'give',
      gift: { ...gift, expires_at: later(now, days) },
    }),
);

const adjusting = plan(
  'adjust',
  fc.record({ direction, amount, expires: fc.boolean(), days: fc.integer({ min: 1, max: 20 }) }),
  ({ direction, amount, expires, days }) =>
    (_known, now) => ({
      do: 'adjust',
      direction,
      amount,
      type: direction === 'up' && expires ? 'promotional' : 'pay_as_you_go',
      expires_at: direction === 'up' && expires ? later(now, days) : null,
      key: randomUUID(),
    }),
);

const unadjusting = plan('unadjust', nth, (at) => ({ adjustments }) => {
  const adjustment = pick(adjustments, at);
  return adjustment ? { do: 'unadjust', adjustment } : null;
});

/** Credits given without money, and taken. */
export const GIFTS = [
  { weight: 2, arbitrary: lasting },
  { weight: 3, arbitrary: fleeting },
  { weight: 3, arbitrary: adjusting },
  { weight: 2, arbitrary: unadjusting },
];
