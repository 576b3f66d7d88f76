/**
 * Strips the types off our sources, file by file, for commands that people wait for: Node then starts them in half
 * the time that a loader takes. The result lies in build/run/, named after what it was made from, so that what runs
 * is never replaced. Prints where it is.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const RUN = path.join(ROOT, 'build/run');
const FOLDERS = ['src', 'admin', 'jobs', 'sandbox', 'bench', 'build/prisma'];
/** Sources, and what they read from beside themselves. */
const WANTED = /\.(ts|css|sql)$/;
const KEPT_MS = 24 * 3600_000;

const files = (await Promise.all(FOLDERS.map(filesOf))).flat().sort();
const out = path.join(RUN, await digestOf(files));
if (!existsSync(out)) {
  await transpile(files, out);
  await removeOld(out);
}
console.log(out);

async function filesOf(folder) {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && WANTED.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

async function digestOf(paths) {
  const contents = await Promise.all(paths.map((file) => readFile(file)));
  const hash = createHash('sha256');
  for (const [index, file] of paths.entries()) hash.update(file).update('\0').update(contents[index]);
  return hash.digest('hex').slice(0, 16);
}

/** Made beside its place and put there whole: two commands may start at once. */
async function transpile(entryPoints, target) {
  const { build } = await import('esbuild');
  const unfinished = `${target}.${process.pid}`;
  await build({
    entryPoints,
    outbase: ROOT,
    outdir: unfinished,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    loader: { '.css': 'copy', '.sql': 'copy' },
    logLevel: 'warning',
  });
  await rename(unfinished, target).catch((error) => {
    if (!existsSync(target)) throw error;
    return rm(unfinished, { recursive: true });
  });
}

/** A program may still run from yesterday's; older ones are done with. */
async function removeOld(current) {
  for (const name of await readdir(RUN)) {
    const directory = path.join(RUN, name);
    const { mtimeMs } = await stat(directory);
    if (directory !== current && Date.now() - mtimeMs > KEPT_MS)
      await rm(directory, { recursive: true, force: true });
  }
}
