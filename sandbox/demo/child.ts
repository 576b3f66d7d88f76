import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../../src/platform/root.js';

/** This process's own program; those of the others lie beside it. */
const [, PROGRAM = ''] = process.argv;
const STOP_WITHIN_MS = 12_000;
const PAUSE_BEFORE_RESTART_MS = 500;

export type Child = { stop: () => Promise<void> };

export type ChildOptions = {
  /** `web` or `worker`: the module sandbox/NAME, which writes to logs/NAME.log. */
  name: string;
  dir: string;
  env: Record<string, string | undefined>;
  tell: (line: string) => void;
};

/**
 * Starts a process of the demo and waits until it is up. One that dies later, say of `kill -9`, is started again:
 * what the product leaves behind must be taken up by the next process.
 *
 * @throws Error when it dies before it is up, with the name of its log
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  let stopping = false;
  let child = await launch(options);
  const watch = () =>
    child.once('exit', (code, signal) => {
      if (stopping) return;
      options.tell(`${options.name} died (${signal ?? code}); starting it again`);
      setTimeout(restart, PAUSE_BEFORE_RESTART_MS);
    });
  const restart = async () => {
    if (stopping) return;
    try {
      // A crash that was asked for happens once.
      child = await launch({ ...options, env: { ...options.env, QUICKSCALE_CRASH_AT: undefined } });
      watch();
    } catch (error) {
      options.tell(String(error));
    }
  };
  watch();
  return {
    stop: async () => {
      stopping = true;
      await end(child);
    },
  };
}

/** In a group of its own: Ctrl-C reaches the demo alone, which stops everything in order. */
async function launch({ name, dir, env }: ChildOptions): Promise<ChildProcess> {
  const file = path.join(dir, 'logs', `${name}.log`);
  mkdirSync(path.dirname(file), { recursive: true });
  const log = openSync(file, 'a', 0o600);
  const child = fork(path.join(path.dirname(PROGRAM), `${name}${path.extname(PROGRAM)}`), {
    env,
    cwd: fromRoot(),
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const exited = once(child, 'exit').then(() => 'exited');
  const outcome = await Promise.race([once(child, 'message').then(() => 'up'), exited]);
  if (outcome === 'exited') throw new Error(`${name} did not start; see ${file}`);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(impatient);
}
