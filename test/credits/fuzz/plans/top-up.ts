import fc from 'fast-check';
import { PACK } from '../request.js';
import { amount, nth, pick, plan } from './wishes.js';

const allowing = plan(
  'allow_top_up',
  fc.record({ threshold: amount, packs: fc.integer({ min: 1, max: 4 }) }),
  ({ threshold, packs }) =>
    () => ({ do: 'allow_top_up', threshold, cap_minor: packs * PACK.price_minor }),
);

const forbidding = plan('forbid_top_up', fc.constant(null), () => () => ({ do: 'forbid_top_up' }));

const considering = plan('consider_top_up', fc.constant(null), () => () => ({ do: 'consider_top_up' }));

const paying = plan('top_up_paid', nth, (at) => ({ attempts }) => {
  const attempt = pick(attempts, at);
  return attempt ? { do: 'top_up_paid', attempt } : null;
});

const declining = plan('top_up_declined', nth, (at) => ({ attempts }) => {
  const attempt = pick(attempts, at);
  return attempt ? { do: 'top_up_declined', attempt } : null;
});

/** Packs that are bought without their buyer. */
export const TOP_UP = [
  { weight: 2, arbitrary: allowing },
  { weight: 1, arbitrary: forbidding },
  { weight: 3, arbitrary: considering },
  { weight: 2, arbitrary: paying },
  { weight: 2, arbitrary: declining },
];
