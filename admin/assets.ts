import { createRequire } from 'node:module';
import path from 'node:path';
import AdminJS from 'adminjs';
import express, { type Router } from 'express';
import { type Bundle, directoryOf } from './bundle.js';
import type { ShellAssets } from './shell.js';

const require = createRequire(import.meta.url);
const ADMINJS = path.dirname(require.resolve('adminjs'));
const DESIGN_SYSTEM = path.resolve(path.dirname(require.resolve('@adminjs/design-system')), '..');
const KEPT = { index: false, redirect: false, immutable: true, maxAge: '1y' } as const;

/** AdminJS's own scripts, in the order they need each other; always the small ones, whatever NODE_ENV says. */
const SCRIPTS: Readonly<Record<string, string>> = {
  'global.js': path.join(ADMINJS, 'lib/frontend/assets/scripts/global-bundle.production.js'),
  'design-system.js': path.join(DESIGN_SYSTEM, 'bundle.production.js'),
  'app.js': path.join(ADMINJS, 'lib/frontend/assets/scripts/app-bundle.production.js'),
};

/** The addresses of what the page loads. They change when the files do, so that browsers may keep them for ever. */
export function assetAddresses(root: string, bundle: Bundle): ShellAssets {
  const own = `${root}/assets/${bundle.sources}`;
  return {
    scripts: [
      ...Object.keys(SCRIPTS).map((name) => `${root}/assets/adminjs-${AdminJS.VERSION}/${name}`),
      `${own}/${bundle.script}`,
    ],
    styles: [`${own}/${bundle.style}`],
  };
}

/** Serves them. They are the same for everybody and hold nothing of ours, so nobody need be signed in. */
export function assets(bundle: Bundle): Router {
  const router = express.Router();
  for (const [name, file] of Object.entries(SCRIPTS)) {
    router.get(`/adminjs-${AdminJS.VERSION}/${name}`, (_req, res) => res.sendFile(file, KEPT));
  }
  router.use(`/${bundle.sources}`, express.static(directoryOf(bundle), KEPT));
  router.use((_req, res) => void res.sendStatus(404));
  return router;
}
