import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromRoot } from '../src/platform/root.js';

const SOURCES = ['admin/components', 'admin/styles', 'assets/tokens.css', 'package-lock.json'] as const;
const OUT = fromRoot('build', 'adminjs');
const MANIFEST = path.join(OUT, 'bundle.json');

/** Our components and styles as one script and one sheet, named after what they contain. */
export interface Bundle {
  /** Digest of everything it was made from. */
  readonly sources: string;
  readonly directory: string;
  readonly script: string;
  readonly style: string;
}

/**
 * The bundle of the sources as they are: the one made before when nothing changed, else a new one (half a second).
 * Where the sources are not installed (a production image) the one that was built with it is used as it is.
 */
export async function ensureBundle(): Promise<Bundle> {
  const made = existsSync(MANIFEST) ? (JSON.parse(await readFile(MANIFEST, 'utf8')) as Bundle) : undefined;
  if (!existsSync(fromRoot('admin/components/index.tsx'))) {
    if (!made) throw new Error(`The back office's bundle is missing: ${OUT}. Run npm run build:admin.`);
    return made;
  }
  const sources = await digestOf(SOURCES);
  return made?.sources === sources && existsSync(made.directory) ? made : build(sources);
}

/** Builds beside the old bundle and changes over at once, so that two processes may start at the same time. */
async function build(sources: string): Promise<Bundle> {
  const { build: bundle } = await import('esbuild');
  const directory = path.join(OUT, sources);
  const unfinished = `${directory}.${process.pid}`;
  const { metafile } = await bundle({
    entryPoints: {
      office: fromRoot('admin/components/index.tsx'),
      style: fromRoot('admin/styles/index.css'),
    },
    outdir: unfinished,
    bundle: true,
    minify: true,
    metafile: true,
    format: 'iife',
    target: 'es2022',
    entryNames: '[name]-[hash]',
    loader: { '.woff2': 'file' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [provided()],
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.outputs).map((file) => path.basename(file));
  await mkdir(OUT, { recursive: true });
  await rm(directory, { recursive: true, force: true });
  await rename(unfinished, directory);
  const made = {
    sources,
    directory,
    script: named(files, 'office', '.js'),
    style: named(files, 'style', '.css'),
  };
  await writeFile(MANIFEST, `${JSON.stringify(made)}\n`);
  return made;
}

function named(files: readonly string[], name: string, extension: string): string {
  const file = files.find((candidate) => candidate.startsWith(`${name}-`) && candidate.endsWith(extension));
  if (!file) throw new Error(`the bundler made no ${name}${extension}`);
  return file;
}

/** Packages that AdminJS's own bundles already put on the page, by the names they have there. */
const GLOBALS: Readonly<Record<string, string>> = {
  react: 'React',
  'react-router-dom': 'ReactRouterDOM',
  'react-redux': 'ReactRedux',
  adminjs: 'AdminJS',
};

function provided(): import('esbuild').Plugin {
  return {
    name: 'provided-by-adminjs',
    setup({ onResolve, onLoad }) {
      const known = new RegExp(`^(${Object.keys(GLOBALS).join('|')})$`);
      onResolve({ filter: known }, ({ path: name }) => ({ path: name, namespace: 'provided' }));
      onLoad({ filter: /.*/, namespace: 'provided' }, ({ path: name }) => ({
        contents: `module.exports = window.${GLOBALS[name]}`,
      }));
    },
  };
}

async function digestOf(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await filesOf(fromRoot(source)))
      hash.update(path.basename(file)).update(await readFile(file));
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesOf(source: string): Promise<string[]> {
  if (path.extname(source)) return [source];
  const entries = await readdir(source, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
