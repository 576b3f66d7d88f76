import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';

/**
 * A new folder in `parent` that this run removes at its end. Runs that were killed could not: what they left is
 * removed now. Each folder's name holds the run's process. Another user's stay.
 */
export async function folderOfRun(parent: string, prefix: string): Promise<string> {
  await mkdir(parent, { recursive: true });
  await removeLeftovers(parent, prefix);
  return mkdtemp(path.join(parent, `${prefix}${process.pid}-`));
}

async function removeLeftovers(parent: string, prefix: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? process.pid);
    if (!isAlive(pid))
      await rm(path.join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
