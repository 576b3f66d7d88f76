import { build } from 'esbuild';
import { ownPlace } from './own-place.mjs';
import { bundlePackages } from './packages.mjs';
import { ROOT } from './root.mjs';

/**
 * Strips the types off our sources and makes one file of each entry and of all that it imports of them.
 * @param {string[]} entryPoints absolute paths; each comes out at its place under `outdir`, as .mjs
 * @param {import('esbuild').BuildOptions} options
 */
export async function bundleSources(entryPoints, options) {
  await build({
    entryPoints,
    outbase: ROOT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    plugins: [bundled(await bundlePackages()), ownPlace],
    logLevel: 'warning',
    ...options,
  });
}

/**
 * Package → its one file. The others are left for Node to find.
 * @returns {import('esbuild').Plugin}
 */
const bundled = (files) => ({
  name: 'bundled-packages',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: name }) =>
      Object.hasOwn(files, name) ? { path: files[name], external: true } : null,
    );
  },
});
