import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Plugin } from 'esbuild';

/** Some modules look for files beside them: in a bundle each still says where it came from. */
export const ownPlace: Plugin = {
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
      const loader: Loader = file.endsWith('.ts') ? 'ts' : 'js';
      return { contents: variables.join('') + told, loader };
    });
  },
};

/** CommonJS modules in a bundle of modules ask for Node's own by `require`. */
export const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);";
