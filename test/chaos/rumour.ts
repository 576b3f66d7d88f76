import type Stripe from 'stripe';
import { Random } from '../../sandbox/history/random.js';
import type { Witness } from './witness.js';

/** The longest delay, in steps of the life. */
const LATE_MAX = 6;

interface Waiting {
  event: Stripe.Event;
  steps: number;
}

/** A bad way to tell: 15 % never, 15 % twice, half of the rest late, and all in any order. The same for the same seed. */
export function openRumour({ hear }: Witness, seed: string) {
  const random = new Random(seed);
  let waiting: Waiting[] = [];

  function timesOf(): number[] {
    const fate = random.next();
    if (fate < 0.15) return [];
    const late = () => (random.chance(0.5) ? 0 : random.int(1, LATE_MAX));
    return fate < 0.3 ? [late(), late()] : [late()];
  }

  return {
    /** Takes the news of a step up, and tells what is due by now. */
    async spread(news: readonly Stripe.Event[]): Promise<void> {
      for (const event of news) waiting.push(...timesOf().map((steps) => ({ event, steps })));
      const due = waiting.filter(({ steps }) => steps === 0);
      waiting = waiting
        .filter(({ steps }) => steps > 0)
        .map(({ event, steps }) => ({ event, steps: steps - 1 }));
      const shuffled = random.shuffled(due.map(({ event }) => event));
      while (shuffled.length > 0) await hear(shuffled.splice(0, random.int(1, 3)));
    },
  };
}
