import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { ownPlace } from './own-place.mjs';
import { putWhole } from './put-whole.mjs';
import { ROOT } from './root.mjs';

const FOLDER = path.join(ROOT, 'build/packages');

/**
 * Packages of many modules. A process finds and reads each module by itself, and jest anew for each test file, at
 * about a millisecond a module, so that AdminJS alone takes longer than most tests. What they import comes along, so
 * what imports one of them belongs here too: it would meet with another copy.
 */
const PACKAGES = [
  '@adminjs/design-system',
  '@adminjs/express',
  '@bull-board/api',
  '@bull-board/api/bullMQAdapter',
  '@bull-board/express',
  '@prisma/adapter-pg',
  '@seriousme/openapi-schema-validator',
  'adminjs',
  'ajv',
  'ajv/dist/2020.js',
  'ajv/dist/standalone/index.js',
  'ajv-formats',
  'bullmq',
  'cheerio',
  'commander',
  'compression',
  'connect-pg-simple',
  'csrf-sync',
  'express',
  'express-handlebars',
  'express-session',
  'fast-check',
  'handlebars',
  'helmet',
  'ioredis',
  'mailparser',
  'nodemailer',
  'otpauth',
  'passport',
  'passport-local',
  'pdfkit',
  'pg',
  'pg-copy-streams',
  'pino',
  'qrcode',
  'rate-limiter-flexible',
  'smtp-server',
  'stripe',
  'umzug',
  'uuid',
  'zod',
  'zod-openapi',
];

/** CommonJS modules in a bundle of modules ask for Node's own by `require`. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";

/**
 * One file for each package, and what they share in files of its own, so that a module exists once. Made once for
 * each lock file.
 * @returns {Promise<Record<string, string>>} package → its file
 */
export async function bundlePackages() {
  const hash = createHash('sha256').update(await readFile(path.join(ROOT, 'package-lock.json')));
  for (const name of ['packages', 'own-place'])
    hash.update(await readFile(path.join(import.meta.dirname, `${name}.mjs`)));
  const folder = path.join(FOLDER, hash.digest('hex').slice(0, 16));
  if (!existsSync(folder)) await putWhole(folder, bundle);
  return Object.fromEntries(PACKAGES.map((name) => [name, path.join(folder, `${fileNameOf(name)}.mjs`)]));
}

async function bundle(folder) {
  const entries = path.join(folder, 'entries');
  await mkdir(entries, { recursive: true });
  for (const name of PACKAGES)
    await writeFile(path.join(entries, `${fileNameOf(name)}.mjs`), await reExport(name));
  await build({
    entryPoints: PACKAGES.map((name) => path.join(entries, `${fileNameOf(name)}.mjs`)),
    outdir: folder,
    bundle: true,
    splitting: true,
    legalComments: 'none',
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
}

const fileNameOf = (name) => name.replaceAll('/', '__');

/** Node reads off a CommonJS package's code which names it exports; a bundle must be told them. */
async function reExport(name) {
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
