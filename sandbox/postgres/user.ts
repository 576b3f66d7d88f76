import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OTHERS_MAY_ENTER = 0o001;

/** How to start PostgreSQL's programs, which refuse to run as root. */
export type Launcher = {
  /** For `spawn`: the unprivileged user, where we are root and he can reach the files as they are. */
  identity: { uid?: number; gid?: number };
  /** What goes before the command where `identity` is not enough. */
  prefix: string[];
  /** Hands a file or directory over to the server's user. */
  own: (file: string) => Promise<void>;
};

/**
 * An ordinary user runs PostgreSQL himself. Root lends it to `nobody`, who exists everywhere, so no account is
 * made on the machine. Where nobody may not enter one of `directories` (a checkout under /root), `setpriv`
 * gives him the one capability to pass by file permissions; `no_setuid_fixup` makes access(2) honour it.
 */
export async function launcherFor(directories: string[]): Promise<Launcher> {
  if (process.getuid?.() !== 0) return { identity: {}, prefix: [], own: async () => undefined };
  const [uid, gid] = [await idOfNobody('-u'), await idOfNobody('-g')];
  const own = (file: string) => chown(file, uid, gid);
  const open = await Promise.all(directories.map(everyoneMayEnter));
  if (open.every(Boolean)) return { identity: { uid, gid }, prefix: [], own };

  await run('setpriv', ['--version']).catch(() => {
    throw new Error(`PostgreSQL cannot run as root, and nobody else may enter ${directories[open.indexOf(false)]}.
Move the checkout out of root's own directory, or run this as an ordinary user.`);
  });
  const user = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { identity: {}, prefix: ['setpriv', ...user, ...capability], own };
}

async function idOfNobody(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'nobody'])).stdout);
}

async function everyoneMayEnter(directory: string): Promise<boolean> {
  const mayEnter = ((await stat(directory)).mode & OTHERS_MAY_ENTER) !== 0;
  const parent = path.dirname(directory);
  return mayEnter && (parent === directory || everyoneMayEnter(parent));
}
