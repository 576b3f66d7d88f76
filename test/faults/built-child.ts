import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fromRoot } from '../../src/platform/root.js';

/** child.ts with its types stripped: it is started anew after each kill, and a loader would take most of that time. */
export function builtChild(): string {
  const built = execFileSync('node', [fromRoot('bin/transpile.mjs'), 'test/faults'], { encoding: 'utf8' });
  return path.join(built.trim(), 'test/faults/child.js');
}
