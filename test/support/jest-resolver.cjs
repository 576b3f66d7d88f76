const { readFileSync } = require('node:fs');

let packages;

/** Package → its one file, see bundled-packages.ts. The global set-up says where that stands. */
function bundled(name) {
  packages ??= JSON.parse(readFileSync(process.env.QUICKSCALE_TEST_PACKAGES, 'utf8'));
  return Object.hasOwn(packages, name) ? packages[name] : null;
}

/**
 * Our sources import each other as Node will find them after the build (`./spend.js`); under test the file
 * on disk is `spend.ts` or `.tsx`. Packages are left alone: theirs are real `.js` files, or bundled ones.
 */
module.exports = (request, options) => {
  if (options.conditions?.includes('import') && bundled(request)) return bundled(request);
  if (/^\.{1,2}\//.test(request) && request.endsWith('.js') && !options.basedir.includes('/node_modules/')) {
    for (const extension of ['.ts', '.tsx']) {
      try {
        return options.defaultResolver(request.slice(0, -3) + extension, options);
      } catch {
        // Not this one: try the next, and in the end the name as written.
      }
    }
  }
  return options.defaultResolver(request, options);
};
