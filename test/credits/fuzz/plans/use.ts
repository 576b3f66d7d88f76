import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { amount, much, nth, pick, plan, quantityFor, service } from './wishes.js';

const spending = plan('spend', fc.record({ service, amount: much }), ({ service, amount }) => () => ({
  do: 'spend',
  service,
  quantity: quantityFor(service, amount),
  key: randomUUID(),
}));

const reversing = plan('reverse', nth, (at) => ({ spends }) => {
  const spend = pick(spends, at);
  return spend ? { do: 'reverse', spend, key: randomUUID() } : null;
});

const holding = plan(
  'hold',
  fc.record({ service, amount, minutes: fc.integer({ min: 1, max: 1_440 }) }),
  ({ service, amount, minutes }) =>
    () => ({
      do: 'hold',
      service,
      quantity: quantityFor(service, amount),
      seconds: minutes * 60,
      key: randomUUID(),
    }),
);

const capturing = plan(
  'capture',
  fc.record({ at: fc.nat(2), amount: fc.option(fc.integer({ min: 1, max: 600 })) }),
  (wish) =>
    ({ holds }) => {
      const hold = pick(holds, wish.at);
      return hold ? { do: 'capture', hold, amount: wish.amount, key: randomUUID() } : null;
    },
);

const releasing = plan('release', nth, (at) => ({ holds }) => {
  const hold = pick(holds, at);
  return hold ? { do: 'release', hold, key: randomUUID() } : null;
});

/** Runs of services. */
export const USE = [
  { weight: 14, arbitrary: spending },
  { weight: 3, arbitrary: reversing },
  { weight: 5, arbitrary: holding },
  { weight: 4, arbitrary: capturing },
  { weight: 2, arbitrary: releasing },
];
