import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { fromRoot } from '../../src/platform/root.js';

type Report = {
  summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
};

const CONFIG = '.dependency-cruiser.cjs';

/** dependency-cruiser's report on the folders of a tree; it exits with the number of violations. */
function cruise(root: string, folders: string[]): Promise<Report['summary']> {
  const args = ['--config', CONFIG, '--output-type', 'json', ...folders];
  return new Promise((resolve, reject) => {
    execFile(
      fromRoot('node_modules/.bin/depcruise'),
      args,
      { cwd: root, maxBuffer: 2 ** 27 },
      (_error, stdout, stderr) =>
        stdout ? resolve((JSON.parse(stdout) as Report).summary) : reject(new Error(stderr)),
    );
  });
}

test('imports run one way, and the check sees the whole tree', async () => {
  const { totalCruised, violations } = await cruise(fromRoot(), [
    'src',
    'admin',
    'jobs',
    'sandbox',
    'clients',
  ]);
  expect(violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
  expect(totalCruised).toBeGreaterThan(100);
});

/** [file, what it imports, the rule that must catch it] */
const PLANTED = [
  ['src/credits/planted-web.ts', 'src/http/app.ts', 'one-way-from-src-credits'],
  ['src/services/planted-neighbour.ts', 'src/billing/index.ts', 'one-way-from-src-services'],
  ['admin/planted-worker.ts', 'jobs/queues.ts', 'one-way-from-admin'],
  ['src/http/planted-back-door.ts', 'src/credits/spend.ts', 'credits-through-index'],
  ['src/http/planted-sandbox.ts', 'sandbox/clock.ts', 'product-without-sandbox'],
  ['src/http/planted-client.ts', 'clients/typescript/src/index.ts', 'product-without-sandbox'],
  ['clients/typescript/src/planted-product.ts', 'src/platform/clock.ts', 'client-stands-alone'],
  ['src/credits/planted-prisma.ts', 'build/prisma/client.ts', 'domain-speaks-sql'],
] as const;

test('each planted violation is caught by its rule', async () => {
  const root = await mkdtemp(path.join(tmpdir(), 'quickscale-imports-'));
  for (const file of [CONFIG, 'tsconfig.json']) await cp(fromRoot(file), path.join(root, file));
  for (const [from, to] of PLANTED) {
    await write(path.join(root, to), 'export const found = 1;\n');
    const specifier = path.relative(path.dirname(from), to).replace(/\.ts$/, '.js');
    await write(path.join(root, from), `export { found } from '${specifier}';\n`);
  }
  const { violations } = await cruise(root, ['src', 'admin', 'clients']);
  const caught = violations.map(({ from, to, rule }) => [from, to, rule.name]);
  expect(caught.sort()).toEqual([...PLANTED].sort());
  await rm(root, { recursive: true });
});

async function write(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}
