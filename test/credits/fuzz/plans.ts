import fc from 'fast-check';
import type { Known, Plan } from './plan.js';
import { ACCOUNT } from './plans/account.js';
import { GIFTS } from './plans/gifts.js';
import { MONEY } from './plans/money.js';
import { TOP_UP } from './plans/top-up.js';
import { USE } from './plans/use.js';
import { nth, pick, plan } from './plans/wishes.js';
import type { KeyedRequest, Request } from './request.js';

const again = plan('again', fc.record({ at: nth, change: fc.boolean() }), ({ at, change }) => (known) => {
  const earlier = pick(known.keyed, at);
  return earlier && change ? changed(earlier, known) : (earlier ?? null);
});

const jobs = plan('run_jobs', fc.constant(null), () => () => ({ do: 'run_jobs' }));

/** The same key with another body. */
function changed(request: KeyedRequest, { spends, holds }: Known): Request | null {
  switch (request.do) {
    case 'spend':
      return { ...request, quantity: request.quantity + 1 };
    case 'adjust':
      return { ...request, amount: request.amount + 1 };
    case 'reverse': {
      const another = spends.find((spend) => spend !== request.spend);
      return another ? { ...request, spend: another } : null;
    }
    case 'hold':
      return { ...request, seconds: request.seconds === 60 ? 61 : request.seconds - 1 };
    case 'capture':
    case 'write_off':
      return { ...request, amount: (request.amount ?? 0) + 1 };
    case 'release': {
      const another = holds.find((hold) => hold !== request.hold);
      return another ? { ...request, hold: another } : null;
    }
  }
}

/** Anything that can be asked of a wallet, spends most often. */
export const anyPlan: fc.Arbitrary<Plan> = fc.oneof(
  ...GIFTS,
  ...MONEY,
  ...USE,
  ...ACCOUNT,
  ...TOP_UP,
  { weight: 3, arbitrary: again },
  { weight: 1, arbitrary: jobs },
);
