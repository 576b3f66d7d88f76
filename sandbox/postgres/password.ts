import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import type { Launcher } from './user.js';

/** The superuser's password: random, because every user of the machine can reach the port; made on the first start. */
export async function superuserPassword(file: string, launcher: Launcher): Promise<string> {
  if (!existsSync(file)) {
    await writeFile(file, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
    await launcher.own(file);
  }
  return (await readFile(file, 'utf8')).trim();
}
