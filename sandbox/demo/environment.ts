import { writeFile } from 'node:fs/promises';
import type { Databases } from './databases.js';
import type { Outside } from './outside.js';
import type { DemoState } from './state.js';

/** The settings of web, worker and command line, as an installation would have them. */
export function environment(of: {
  state: DemoState;
  portal: string;
  databases: Databases;
  outside: Outside;
}): Record<string, string> {
  return {
    NODE_ENV: 'development',
    HOST: '127.0.0.1',
    PORT: new URL(of.portal).port,
    PUBLIC_URL: of.portal,
    DATABASE_URL: of.databases.product.url,
    MIGRATE_DATABASE_URL: of.databases.product.ownerUrl,
    STRIPE_SECRET_KEY: of.state.stripeKey,
    STRIPE_WEBHOOK_SECRET: of.state.webhookSecret,
    STRIPE_API_BASE: of.outside.stripe.url,
    SESSION_SECRET: of.state.sessionSecret,
    SMTP_URL: of.outside.mailbox.smtpUrl,
    MAIL_FROM: 'QuickScale <billing@example.com>',
  };
}

/** Writes settings in a form that a shell reads: bin/quickscale uses the demo's. */
export async function writeEnvironment(file: string, settings: Record<string, string>): Promise<void> {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}='${value.replaceAll("'", `'\\''`)}'\n`,
  );
  await writeFile(file, lines.join(''), { mode: 0o600 });
}
