import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { amount, days, later, nth, pick, plan } from './wishes.js';

const pack = plan(
  'buy',
  fc.record({ amount, received_minor: fc.integer({ min: 1, max: 999 }) }),
  (wish) => () => ({
    do: 'buy',
    payment: randomUUID(),
    received_minor: wish.received_minor,
    gift: { type: 'pay_as_you_go', amount: wish.amount, expires_at: null },
  }),
);

const period = plan(
  'subscribe',
  fc.record({ amount, days, received_minor: fc.integer({ min: 1, max: 999 }) }),
  (wish) => (_known, now) => ({
    do: 'buy',
    payment: randomUUID(),
    received_minor: wish.received_minor,
    gift: { type: 'subscription', amount: wish.amount, expires_at: later(now, wish.days) },
  }),
);

const policy = fc.constantFrom<'unused' | 'full' | 'keep'>('unused', 'full', 'full', 'keep');

const refunding = plan(
  'refund',
  fc.record({ at: nth, amount_minor: fc.integer({ min: 1, max: 500 }), policy }),
  ({ at, ...wish }) =>
    ({ payments }) => {
      const payment = pick(payments, at);
      return payment ? { do: 'refund', id: randomUUID(), payment, ...wish } : null;
    },
);

const failing = plan('fail_refund', nth, (at) => ({ refunds }) => {
  const refund = pick(refunds, at);
  return refund ? { do: 'fail_refund', refund } : null;
});

const standing = fc.constantFrom<'open' | 'lost' | 'won'>('open', 'open', 'lost', 'won');

const disputing = plan(
  'dispute',
  fc.record({ at: nth, amount_minor: fc.integer({ min: 1, max: 999 }), standing }),
  ({ at, ...wish }) =>
    ({ payments }) => {
      const payment = pick(payments, at);
      return payment ? { do: 'dispute', dispute: randomUUID(), payment, ...wish } : null;
    },
);

const deciding = plan('decide', fc.record({ at: nth, standing }), (wish) => ({ disputes }) => {
  const earlier = pick(disputes, wish.at);
  return earlier ? { ...earlier, do: 'dispute', standing: wish.standing } : null;
});

const converting = plan('convert', nth, (at) => ({ payments }) => {
  const payment = pick(payments, at);
  return payment ? { do: 'convert', payment, cause: randomUUID() } : null;
});

/** A plan that is cancelled at once; of a pack, which no one asks for, it is as good a question. */
const ending = plan('end', nth, (at) => ({ payments }) => {
  const payment = pick(payments, at);
  return payment ? { do: 'end', payment } : null;
});

const writingOff = plan('write_off', fc.option(fc.integer({ min: 1, max: 300 })), (amount) => () => ({
  do: 'write_off',
  amount,
  key: randomUUID(),
}));

/** Payments, and money that goes back. */
export const MONEY = [
  { weight: 3, arbitrary: pack },
  { weight: 2, arbitrary: period },
  { weight: 5, arbitrary: refunding },
  { weight: 2, arbitrary: failing },
  { weight: 2, arbitrary: disputing },
  { weight: 2, arbitrary: deciding },
  { weight: 1, arbitrary: converting },
  { weight: 1, arbitrary: ending },
  { weight: 2, arbitrary: writingOff },
];
