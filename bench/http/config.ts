import { readConfig } from '../../src/platform/config.js';

/** What signs the events that the bench sends. */
export const WEBHOOK_SECRET = 'whsec_bench';

export function configOf(url: string) {
  return readConfig({
    PUBLIC_URL: 'http://127.0.0.1',
    DATABASE_URL: url,
    STRIPE_SECRET_KEY: 'sk_test_bench',
    STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    SESSION_SECRET: 'a session secret that no session of this run needs',
    SMTP_URL: 'smtp://127.0.0.1:9',
    MAIL_FROM: 'bench@example.com',
  });
}
