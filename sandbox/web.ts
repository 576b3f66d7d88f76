/** The web process of the demo: the product's own, with the sandbox's badge and its "Sign in as …" buttons. */
import { composeWeb } from '../src/main/web.js';
import { readConfig } from '../src/platform/config.js';
import { openDb } from '../src/platform/db.js';
import { crashWhereAsked, runForDemo } from './child.js';
import { sandboxExtras } from './sign-in.js';

crashWhereAsked();
const config = readConfig(process.env);
const db = openDb(config.DATABASE_URL, { max: 2, application_name: 'quickscale-sandbox' });
const web = await composeWeb(config, sandboxExtras(db, config)).listen();
runForDemo(async () => {
  await web.close();
  await db.close();
});
