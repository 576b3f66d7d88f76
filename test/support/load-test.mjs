import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';

/** What `expect` compares constructors with. */
const KINDS = [
  'Array',
  'BigInt',
  'Boolean',
  'Date',
  'Error',
  'Function',
  'Map',
  'Number',
  'Object',
  'Promise',
  'RegExp',
  'Set',
  'String',
  'Symbol',
];

const outside = (code) =>
  runInThisContext(code, { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER });

/**
 * Loads a bundled test file as Node loads any module, outside of the context that Jest makes for each file. In there
 * each file would read and compile all packages anew, for longer than most tests run: out there a worker does it
 * once. Our own sources are part of the bundle, so that each file has its own of these.
 * @param {string} file
 * @param {typeof import('@jest/globals')} jest
 */
export async function loadTest(file, jest) {
  const realm = outside('globalThis');
  for (const name of KINDS) globalThis[name] = realm[name];
  takeFetch(realm);
  realm.console = console;
  realm[Symbol.for('quickscale.jest')] = jest;
  await outside('(url) => import(url)')(pathToFileURL(file).href);
}

/**
 * Node loads its fetch when it is first asked for a part of it, and takes what is to send for it from a global that a
 * package's own undici, of another version, sets too: it refused Stripe's POSTs in workers that met cheerio first.
 */
function takeFetch(realm) {
  if (realm.Response === undefined) throw new Error('Node has no fetch');
}
