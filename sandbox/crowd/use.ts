import { giveBack, spendOn } from '../history/quickscale/spend.js';
import { MINUTE } from '../history/time.js';
import { buyPack } from './buy.js';
import { hold } from './hold.js';
import type { Resident } from './resident.js';

const BUYS_AGAIN = 0.7;
const FAILED_RUN = 0.02;
const HELD_FIRST = 0.05;

type Plan = { from: number; until: number; runs: number };

/** So many uses of services, at any time in between. Times in milliseconds. */
export function planRuns(resident: Resident, { from, until, runs }: Plan): void {
  const between = Math.max(0, until - from - MINUTE);
  for (let left = runs; left > 0; left -= 1) {
    const at = Math.floor(from + MINUTE + between * resident.random.next());
    resident.agenda.plan(at, () => run(resident, at));
  }
}

/** Where the credits do not suffice, most buy another pack and go on. A failed run is reversed at once. */
function run(resident: Resident, at: number): void {
  const { agenda, random, world } = resident;
  const job = {
    service: random.pick(world.services),
    quantity: random.int(1, 25),
    key_owner: 'company' as const,
  };
  if (random.chance(HELD_FIRST) && hold(resident, job, at)) return;
  const spent = spendOn(resident, job, at);
  if (!spent && random.chance(BUYS_AGAIN)) {
    buyPack(resident, at);
    agenda.plan(at + MINUTE, (now) => spendOn(resident, job, now));
  }
  if (spent && random.chance(FAILED_RUN))
    agenda.follow(at + 900, (now) => {
      if (resident.ledger.wallet.debt === 0) giveBack(resident, spent, now);
    });
}
