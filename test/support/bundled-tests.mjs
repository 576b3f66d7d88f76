import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../bin/bundle/root.mjs';
import { bundleSources } from '../../bin/bundle/sources.mjs';

/** What tests start as processes of their own, see program.ts. */
const PROGRAMS = [
  'test/faults/child.ts',
  'test/sandbox/stripe/serve.ts',
  'test/support/postgres-owner.ts',
  'test/support/stripe-wire.ts',
];

/**
 * Makes one file of each wanted test file and all of our sources that it imports: jest loads each module anew for
 * each test file, at about a millisecond a module, and many of them import most of the product.
 * @param {string} folder where they come to lie, as test/….test.mjs
 * @param {(file: string) => boolean} isWanted
 */
export async function bundleTests(folder, isWanted) {
  const names = await readdir(path.join(ROOT, 'test'), { recursive: true });
  const tests = names
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => path.join(ROOT, 'test', name));
  const programs = PROGRAMS.map((name) => path.join(ROOT, name));
  const alias = { '@jest/globals': path.join(ROOT, 'test/support/jest-globals.mjs') };
  await bundleSources([...tests.filter(isWanted), ...programs], { outdir: folder, alias });
}
