import type { Express } from 'express';
import { create } from 'express-handlebars';
import { fromRoot } from '../platform/root.js';
import { assets } from './assets.js';
import { displayPreferences } from './preferences.js';
import { viewHelpers } from './view-helpers.js';

export const BRAND = 'QuickScale';

/**
 * Gives the app its pages: `res.render('portal/dashboard', {...})` in templates/layouts/main.hbs, the assets, and
 * each reader's theme and time zone. Partials see only what they are handed, and `@root`.
 */
export function useViews(app: Express): void {
  const handlebars = create({
    extname: '.hbs',
    layoutsDir: fromRoot('templates/layouts'),
    partialsDir: fromRoot('templates/partials'),
    helpers: viewHelpers,
    compilerOptions: { explicitPartialContext: true, preventIndent: true },
  });
  app.engine('hbs', handlebars.engine);
  app.set('view engine', 'hbs');
  app.set('views', fromRoot('templates'));
  app.enable('view cache');
  app.locals.brand = BRAND;
  app.use(assets());
  app.use(displayPreferences);
}
