import { DAY, MINUTE } from '../history/time.js';
import { buyPack, failToBuyPack } from './buy.js';
import { Resident } from './resident.js';
import { subscribe } from './subscribe.js';
import type { Town } from './town.js';
import { planRuns } from './use.js';

/** What becomes of those who sign up, of 100. */
const FATES: readonly (readonly [(resident: Resident) => void, number])[] = [
  [() => undefined, 10],
  [buyPacks, 68],
  [subscribe, 22],
];
const DECLINED_FIRST = 0.06;
/** What happened in the last moments is left to the running system. */
const TAIL = MINUTE;

/** Lets the customer with this number live until now, and writes his rows into the town's book. */
export function live(town: Town, number: number): void {
  const resident = new Resident(town, number);
  resident.random.weighted(FATES)(resident);
  resident.agenda.playUntil(town.now - TAIL);
}

function buyPacks(resident: Resident): void {
  const { agenda, random, signedUpAt, world } = resident;
  agenda.plan(signedUpAt + random.int(5, 48 * 60) * MINUTE, (at) => {
    if (random.chance(DECLINED_FIRST)) failToBuyPack(resident, at - 2 * MINUTE);
    buyPack(resident, at);
    const until = Math.min(world.now, at + random.int(20, 300) * DAY);
    planRuns(resident, { from: at, until, runs: random.int(1, 13) });
  });
}
