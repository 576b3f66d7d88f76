import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Some modules look for files beside them: in a bundle each still says where it came from.
 * @type {import('esbuild').Plugin}
 */
export const ownPlace = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.([cm]?js|ts)$/ }, async ({ path: file }) => {
      const code = await readFile(file, 'utf8');
      const place = { __filename: file, __dirname: path.dirname(file) };
      const variables = Object.entries(place)
        .filter(([name]) => code.includes(name) && !code.includes(`const ${name}`))
        .map(([name, value]) => `var ${name} = ${JSON.stringify(value)};`);
      const told = code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href))
        .replaceAll('import.meta.dirname', JSON.stringify(place.__dirname));
      return { contents: variables.join('') + told, loader: file.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
