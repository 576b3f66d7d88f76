import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import type { Launcher } from './user.js';

/** The guard's $0, by which postgres/leftover.ts finds it and its owner in the process list. */
export const GUARD_NAME = 'quickscale-postgres-guard-of-';

export type Guarded = { isRunning: () => boolean; stop: () => Promise<void> };

/**
 * PostgreSQL does not watch its parent. This shell does: its standard input is a pipe from us, which the
 * kernel closes when we die, even by SIGKILL; then the server gets SIGINT, a fast and clean shutdown.
 */
const GUARD = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
{ read -r _ <&3; kill -INT "$server"; } >/dev/null 2>&1 &
watcher=$!
wait "$server"
status=$?
kill "$watcher" 2>/dev/null
exit "$status"
`;

/** Starts a server in a session of its own, so that Ctrl-C in the terminal reaches us first and we stop it in order. */
export async function runGuarded(launcher: Launcher, command: string[], logFile: string): Promise<Guarded> {
  const log = await open(logFile, 'a', 0o600);
  const [program = '', ...args] = [
    ...launcher.prefix,
    'sh',
    '-c',
    GUARD,
    `${GUARD_NAME}${process.pid}`,
    ...command,
  ];
  const guard = spawn(program, args, {
    ...launcher.identity,
    cwd: '/',
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
  });
  const exited = once(guard, 'exit');
  guard.stdin?.on('error', () => undefined);
  await once(guard, 'spawn');
  await log.close();
  guard.unref();
  return {
    isRunning: () => guard.exitCode === null && guard.signalCode === null,
    stop: async () => {
      guard.stdin?.end();
      guard.ref();
      await exited;
    },
  };
}

/** Runs a program to its end. @throws Error with what it printed when it fails */
export async function runOnce(launcher: Launcher, command: string[]): Promise<void> {
  const [program = '', ...args] = [...launcher.prefix, ...command];
  const child = spawn(program, args, { ...launcher.identity, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${command[0]} failed:\n${printed}`);
}
