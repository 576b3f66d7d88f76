import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { fromRoot } from '../../src/platform/root.js';
import { ownPlace, REQUIRE } from './own-place.js';

/**
 * Packages of many modules. Jest loads each module anew for each test file, at about a millisecond a module, so
 * that AdminJS alone takes longer than most of its tests. What they import comes along.
 */
const PACKAGES = [
  '@adminjs/express',
  '@adminjs/design-system',
  'adminjs',
  'ajv',
  'ajv-formats',
  'bullmq',
  'cheerio',
  'express',
  'express-handlebars',
  'express-session',
  'fast-check',
  'handlebars',
  'nodemailer',
  'pdfkit',
  'pg',
  'qrcode',
  'rate-limiter-flexible',
  'stripe',
  'uuid',
  'zod',
  'zod-openapi',
];

const FOLDER = fromRoot('build/test/packages');

/**
 * One file for each package, and what they share in files of its own, so that a module exists once. Answers the
 * manifest's path: what is imported → its file. Made once for each lock file.
 */
export async function bundlePackages(): Promise<string> {
  const lock = await readFile(fromRoot('package-lock.json'));
  const self = await readFile(fromRoot('test/support/bundled-packages.ts'));
  const digest = createHash('sha256').update(lock).update(self).digest('hex').slice(0, 16);
  const folder = path.join(FOLDER, digest);
  const manifest = path.join(folder, 'manifest.json');
  if (!existsSync(manifest)) await bundle(folder);
  return manifest;
}

/** Made beside its place and put there whole: two runs may start at once. */
async function bundle(folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  const entries = path.join(unfinished, 'entries');
  await mkdir(entries, { recursive: true });
  for (const name of PACKAGES)
    await writeFile(path.join(entries, `${fileNameOf(name)}.mjs`), await reExport(name));
  await build({
    entryPoints: PACKAGES.map((name) => path.join(entries, `${fileNameOf(name)}.mjs`)),
    outdir: unfinished,
    bundle: true,
    splitting: true,
    minifyWhitespace: true,
    // AdminJS asks for the name of its class.
    keepNames: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outExtension: { '.js': '.mjs' },
    plugins: [ownPlace],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  });
  const files = PACKAGES.map((name) => [name, path.join(folder, `${fileNameOf(name)}.mjs`)]);
  await writeFile(path.join(unfinished, 'manifest.json'), JSON.stringify(Object.fromEntries(files)));
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true }));
}

const fileNameOf = (name: string) => name.replaceAll('/', '__');

/** Node reads off a CommonJS package's code which names it exports; a bundle must be told them. */
async function reExport(name: string): Promise<string> {
  const names = Object.keys(await import(name)).filter(
    (each) => each !== 'default' && each !== 'module.exports',
  );
  const constants = names.map((each, index) => `const name${index} = all.${each};\n`);
  const exported = names.map((each, index) => `name${index} as ${each}`);
  return [
    `import * as all from '${name}';\n`,
    ...constants,
    // Not every package has a default, and esbuild warns of those that have none.
    `const key = 'default';\nexport default all[key] ?? all;\nexport { ${exported.join(', ')} };\n`,
  ].join('');
}
