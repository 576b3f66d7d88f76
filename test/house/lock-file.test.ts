import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { fromRoot } from '../../src/platform/root.js';

type Lock = { packages: Record<string, { optionalDependencies?: Record<string, string> }> };

/** Where Node would find a package from another: in its own node_modules, else in that of the folder around it. */
function isLocked({ packages }: Lock, from: string, name: string): boolean {
  const own = `${from}${from && '/'}node_modules/${name}`;
  if (own in packages) return true;
  const around = from.lastIndexOf('node_modules/');
  return around >= 0 && isLocked({ packages }, from.slice(0, around).replace(/\/$/, ''), name);
}

test('the lock file names the packages of every platform, without which `npm ci` refuses it', async () => {
  const lock = JSON.parse(await readFile(fromRoot('package-lock.json'), 'utf8')) as Lock;
  const missing = Object.entries(lock.packages).flatMap(([from, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(lock, from, name)),
  );
  expect(missing).toEqual([]);
});
