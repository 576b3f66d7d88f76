/**
 * Makes our programs, for commands that people wait for: the sources without their types, in a few files instead of
 * some thousand modules, which takes Node a third of the time to start. They lie in build/run/, in a folder named
 * after what they were made from, so that what runs is never replaced. Prints that folder.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { putWhole } from './bundle/put-whole.mjs';
import { ROOT } from './bundle/root.mjs';
import { bundleSources } from './bundle/sources.mjs';

const RUN = path.join(ROOT, 'build/run');
const PROGRAMS = [
  'src/main/cli.ts',
  'sandbox/demo.ts',
  'sandbox/web.ts',
  'sandbox/worker.ts',
  'bench/main.ts',
  'bench/http/load.ts',
].map((name) => path.join(ROOT, name));
const FOLDERS = ['bin', 'src', 'admin', 'jobs', 'sandbox', 'bench', 'build/prisma'];
const SOURCE = /\.(ts|mjs)$/;
const KEPT_MS = 24 * 3600_000;

const out = path.join(RUN, await digest());
if (!existsSync(out)) {
  await putWhole(out, (outdir) => bundleSources(PROGRAMS, { outdir, splitting: true }));
  await removeOld();
}
console.log(out);

async function digest() {
  const files = [
    path.join(ROOT, 'package-lock.json'),
    ...(await Promise.all(FOLDERS.map(sourcesOf))).flat().sort(),
  ];
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of files.entries()) hash.update(file).update('\0').update(contents[index]);
  return hash.digest('hex').slice(0, 16);
}

async function sourcesOf(folder) {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** A program may still run from yesterday's; older ones are done with. */
async function removeOld() {
  for (const name of await readdir(RUN)) {
    const directory = path.join(RUN, name);
    const { mtimeMs } = await stat(directory);
    if (directory !== out && Date.now() - mtimeMs > KEPT_MS)
      await rm(directory, { recursive: true, force: true });
  }
}
