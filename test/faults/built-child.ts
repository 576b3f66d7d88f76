import { rename } from 'node:fs/promises';
import { build } from 'esbuild';
import { fromRoot } from '../../src/platform/root.js';
import { ownPlace, REQUIRE } from '../support/own-place.js';

const BUILT = fromRoot('build/test/child.mjs');

/** child.ts and all it imports as one file: it is started anew after each kill, and reading modules was most of that. */
export async function builtChild(): Promise<string> {
  const unfinished = `${BUILT}.${process.pid}`;
  await build({
    entryPoints: [fromRoot('test/faults/child.ts')],
    outfile: unfinished,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@node-rs/argon2', 'pg-native'],
    plugins: [ownPlace],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  await rename(unfinished, BUILT);
  return BUILT;
}
