import type { World } from './call.js';
import { nextTimer, runDueTimers, type TimerKinds } from './timers.js';
import { deliverDue, nextDelivery } from './webhooks.js';

const IDLE_MS = 60_000;

export interface Background {
  /** Something may be due: look now. */
  wake(): void;
  /** Stops after what is under way. */
  stop(): Promise<void>;
}

/** Runs the timers and the webhook deliveries, asleep until one is due or somebody wakes it. */
export function startBackground(world: World, kinds: TimerKinds): Background {
  const loops = [
    startLoop(async () => {
      await runDueTimers(world, kinds);
      const due = await nextTimer(world);
      return due === null ? IDLE_MS : due * 1000 - world.clock.now().getTime();
    }),
    startLoop(async () => {
      while ((await deliverDue(world.pool)) > 0);
      return (await nextDelivery(world.pool)) ?? IDLE_MS;
    }),
  ];
  return {
    wake: () => {
      for (const loop of loops) loop.wake();
    },
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** Repeats `work`, which answers how long it may sleep, in milliseconds. */
function startLoop(work: () => Promise<number>): Background {
  let stopped = false;
  let woken = false;
  let endSleep = () => {};
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, Math.min(Math.max(ms, 10), IDLE_MS));
      endSleep = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  const wake = () => {
    woken = true;
    endSleep();
  };
  const run = async () => {
    while (!stopped) {
      woken = false;
      const ms = await work().catch(reportAndRest);
      if (!woken && !stopped) await sleep(ms);
    }
  };
  const running = run();
  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** The sandbox keeps going when its database is briefly away. */
function reportAndRest(error: unknown): number {
  console.error('simulated Stripe, in the background:', error);
  return 1000;
}
