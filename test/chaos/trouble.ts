import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Stage } from '../faults/stage.js';

const WORKERS = 2;
/** From when all of them run. */
const PAUSE_MS = 3000;
/** Longer than the workers keep the lock of a job (test/faults/child.ts). */
const STANDS_STILL_MS = 2500;

export interface Trouble {
  /** Lets the workers work from now on. */
  calm(): Promise<void>;
  /** How often a worker was stopped and let go on, and how often killed. */
  done(): { stopped: number; killed: number };
}

/** Several worker processes; where there is to be trouble one of them is stopped for a while, or killed and started again, every few seconds. */
export async function startWorkers(stage: Stage, { isTroubled }: { isTroubled: boolean }): Promise<Trouble> {
  const workers: ChildProcess[] = [];
  for (let at = 0; at < WORKERS; at += 1) workers.push(await stage.startWorker());
  const done = { stopped: 0, killed: 0 };
  let isCalm = !isTroubled;

  async function standStill(worker: ChildProcess): Promise<void> {
    worker.kill('SIGSTOP');
    await setTimeout(STANDS_STILL_MS);
    worker.kill('SIGCONT');
    done.stopped += 1;
  }

  async function kill(worker: ChildProcess): Promise<void> {
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    workers[workers.indexOf(worker)] = await stage.startWorker();
    done.killed += 1;
  }

  async function makeTrouble(): Promise<void> {
    for (let turn = 0; !isCalm; turn += 1) {
      await setTimeout(PAUSE_MS);
      const worker = workers[turn % WORKERS] as ChildProcess;
      if (turn % 4 < WORKERS) await standStill(worker);
      else await kill(worker);
    }
  }

  const making = makeTrouble();
  return {
    calm: () => {
      isCalm = true;
      return making;
    },
    done: () => done,
  };
}
