import { expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/platform/config.js';

const GOOD = {
  PUBLIC_URL: 'https://credits.example',
  DATABASE_URL: 'postgresql://app@127.0.0.1/quickscale',
  STRIPE_SECRET_KEY: 'sk_test_123',
  STRIPE_WEBHOOK_SECRET: 'whsec_one, whsec_two',
  SESSION_SECRET: 'x'.repeat(32),
  SMTP_URL: 'smtp://127.0.0.1:25',
  MAIL_FROM: 'QuickScale <billing@credits.example>',
};

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

test('a complete environment is read, with several webhook secrets while rotating', () => {
  const config = readConfig(GOOD);
  expect(config.STRIPE_WEBHOOK_SECRET).toEqual(['whsec_one', 'whsec_two']);
  expect(config.STRIPE_API_BASE).toBe('https://api.stripe.com');
  expect(config.REDIS_URL).toBeUndefined();
});

test('an environment that does not say which it is counts as production', () => {
  expect(readConfig(GOOD).NODE_ENV).toBe('production');
});

test('every fault is named at once', () => {
  const faults = faultsOf({
    ...GOOD,
    PUBLIC_URL: 'credits',
    SESSION_SECRET: 'short',
    DATABASE_URL: '',
    PORT: '70000',
  });
  expect(faults).toHaveLength(4);
  expect(faults.join('\n')).toMatch(/PUBLIC_URL must be an http/);
  expect(faults.join('\n')).toMatch(/SESSION_SECRET must have at least 32/);
  expect(faults.join('\n')).toMatch(/DATABASE_URL is missing/);
  expect(faults.join('\n')).toMatch(/PORT /);
});

test('half of a sign-in provider is a fault', () => {
  expect(faultsOf({ ...GOOD, GOOGLE_CLIENT_ID: 'id' })).toEqual([
    'GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together',
  ]);
});

test('no fault repeats a secret', () => {
  const faults = faultsOf({
    ...GOOD,
    STRIPE_SECRET_KEY: 'pk_live_do_not_print',
    STRIPE_WEBHOOK_SECRET: 'not-to-print',
  });
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toMatch(/do_not_print|not-to-print/);
});
