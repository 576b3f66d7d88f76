import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Stage } from '../faults/stage.js';

const WORKERS = 2;
/** Longer than the workers keep the lock of a job (test/faults/child.ts). */
const STANDS_STILL_MS = 2500;

export interface Trouble {
  /** Stops one worker for a while, or kills it and starts another. One at a time: a call meanwhile does nothing. */
  stir(): void;
  /** Waits for the end of what was stirred up. */
  calm(): Promise<void>;
  /** How often a worker was stopped and let go on, and how often killed. */
  done(): { stopped: number; killed: number };
}

/** Several worker processes, and the trouble that can be made with them: stopped and killed in turn. */
export async function startWorkers(stage: Stage): Promise<Trouble> {
  const workers: ChildProcess[] = [];
  for (let at = 0; at < WORKERS; at += 1) workers.push(await stage.startWorker());
  const done = { stopped: 0, killed: 0 };
  let making: Promise<void> | undefined;

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
    await stage.leasesRunOut();
    workers[workers.indexOf(worker)] = await stage.startWorker();
    done.killed += 1;
  }

  async function make(): Promise<void> {
    const worker = workers[(done.stopped + done.killed) % WORKERS] as ChildProcess;
    await (done.stopped > done.killed ? kill(worker) : standStill(worker));
  }

  return {
    stir: () => {
      making ??= make().finally(() => {
        making = undefined;
      });
    },
    calm: async () => making,
    done: () => done,
  };
}
