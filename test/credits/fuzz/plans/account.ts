import fc from 'fast-check';
import { costAt, later, nth, percent, pick, plan, service } from './wishes.js';

/** Mostly for a day or two: what bars a wallet keeps it from everything else. */
const lasting = fc.option(fc.integer({ min: 1, max: 2 }), { freq: 6 });

const barring = plan(
  'override',
  fc.record({ kind: fc.constantFrom<'suspend' | 'freeze_spending'>('suspend', 'freeze_spending'), lasting }),
  ({ kind, lasting }) =>
    (_known, now) => ({ do: 'override', wish: { kind }, until: lasting && later(now, lasting) }),
);

const costing = plan(
  'own cost',
  fc.record({ service, percent, lasting: fc.oneof(lasting, fc.constant(-1)) }),
  ({ service, percent, lasting }) =>
    (_known, now) => ({
      do: 'override',
      wish: { kind: 'service_cost', service, cost: costAt(service, percent) },
      until: lasting && later(now, lasting),
    }),
);

const ending = plan('end_override', nth, (at) => ({ overrides }) => {
  const override = pick(overrides, at);
  return override ? { do: 'end_override', override } : null;
});

/** What operators let hold for one customer. */
export const ACCOUNT = [
  { weight: 1, arbitrary: barring },
  { weight: 2, arbitrary: costing },
  { weight: 2, arbitrary: ending },
];
