import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import express, { type Router } from 'express';
import { fromRoot } from '../platform/root.js';

/** Files of packages that pages load by a name of ours. */
const VENDOR = {
  'bulma.css': fromRoot('node_modules/bulma/css/versions/bulma-no-dark-mode.min.css'),
  'htmx.js': fromRoot('node_modules/htmx.org/dist/htmx.min.js'),
  'alpine.js': fromRoot('node_modules/@alpinejs/csp/dist/cdn.min.js'),
};
const FONTS = {
  inter: fromRoot('node_modules/@fontsource-variable/inter'),
  'jetbrains-mono': fromRoot('node_modules/@fontsource-variable/jetbrains-mono'),
};
const OURS = fromRoot('assets');
const version = contentHash([
  ...readdirSync(OURS).map((name) => path.join(OURS, name)),
  ...Object.values(VENDOR),
]);

/** Address of an asset ("base.css", "vendor/htmx.js", "fonts/inter/index.css"). It changes when any asset does. */
export function assetUrl(name: string): string {
  return `/assets/${version}/${name}`;
}

/** Serves them all under /assets/<version>/, so that a browser may keep them for ever. */
export function assets(): Router {
  const router = express.Router();
  const kept = { index: false, redirect: false, immutable: true, maxAge: '1y' } as const;
  for (const [name, file] of Object.entries(VENDOR)) {
    router.get(`/vendor/${name}`, (_req, res) => res.sendFile(file, kept));
  }
  for (const [name, directory] of Object.entries(FONTS)) {
    router.use(`/fonts/${name}`, express.static(directory, kept));
  }
  router.use(express.static(OURS, kept));
  return express.Router().use(`/assets/${version}`, router);
}

function contentHash(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
