import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromRoot } from '../src/platform/root.js';

const SOURCES = ['admin/components', 'admin/styles', 'assets/tokens.css', 'package-lock.json'] as const;
const OUT = fromRoot('build', 'adminjs');
const MANIFEST = path.join(OUT, 'bundle.json');

/** Our components and styles as one script and one sheet, named after what they contain. */
export interface Bundle {
  /** Digest of everything it was made from. */
  readonly sources: string;
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
  return made?.sources === sources && existsSync(directoryOf(made)) ? made : build(sources);
}

/** Where a bundle's files lie. */
export function directoryOf({ sources }: Pick<Bundle, 'sources'>): string {
  return path.join(OUT, sources);
}

/** Builds aside and changes over at once, so that several processes may do it at the same time. */
async function build(sources: string): Promise<Bundle> {
  const unfinished = path.join(OUT, `${sources}.${process.pid}`);
  const files = await bundleInto(unfinished);
  const made = { sources, script: named(files, 'office', '.js'), style: named(files, 'style', '.css') };
  // Another process may have been faster: then its files are the same as ours.
  await rename(unfinished, directoryOf(made)).catch(() => rm(unfinished, { recursive: true, force: true }));
  await writeFile(MANIFEST, `${JSON.stringify(made)}\n`);
  return made;
}

async function bundleInto(outdir: string): Promise<string[]> {
  const { build: bundle } = await import('esbuild');
  const { metafile } = await bundle({
    entryPoints: {
      office: fromRoot('admin/components/index.tsx'),
      style: fromRoot('admin/styles/index.css'),
    },
    outdir,
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
  return Object.keys(metafile.outputs).map((file) => path.basename(file));
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
