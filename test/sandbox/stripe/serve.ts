import { startStripe } from '../../../sandbox/stripe/index.js';

/** A simulated Stripe in a process of its own, for tests that kill it: `serve.ts DATABASE_URL SECRET_KEY`. */
const [databaseUrl = '', secretKey = ''] = process.argv.slice(2);
const { port } = await startStripe({ databaseUrl, secretKey });
process.stdout.write(`${port}\n`);
