import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// URL' });
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);

const Environment = z
  .object({
    /** Production unless told otherwise: a start that forgets it must not be the one with less protection. */
    NODE_ENV: z.string().default('production'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
    HOST: z.string().default('127.0.0.1'),
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    PUBLIC_URL: httpUrl,
    DATABASE_URL: postgresUrl,
    MIGRATE_DATABASE_URL: postgresUrl.optional(),
    REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be a redis:// URL' }).optional(),
    STRIPE_SECRET_KEY: z
      .string()
      .regex(/^(sk|rk)_(test|live)_/, 'must start with sk_test_, sk_live_, rk_test_ or rk_live_'),
    STRIPE_WEBHOOK_SECRET: list.refine(
      (secrets) => secrets.length > 0 && secrets.every((s) => s.startsWith('whsec_')),
      {
        message: 'must be one or several comma-separated secrets that start with whsec_',
      },
    ),
    STRIPE_API_BASE: httpUrl.default('https://api.stripe.com'),
    /** Proxies whose X-Forwarded-For counts: how many, or their networks, comma separated (see Express). */
    TRUST_PROXY: z.string().optional(),
    SESSION_SECRET: z.string().min(32, 'must have at least 32 characters'),
    SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// URL' }),
    MAIL_FROM: z.string().min(3, 'must be an address such as QuickScale <billing@example.com>'),
    GOOGLE_CLIENT_ID: z.string().optional(),
    GOOGLE_CLIENT_SECRET: z.string().optional(),
    GITHUB_CLIENT_ID: z.string().optional(),
    GITHUB_CLIENT_SECRET: z.string().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .check(({ value, issues }) => {
    for (const provider of ['GOOGLE', 'GITHUB'] as const) {
      if (Boolean(value[`${provider}_CLIENT_ID`]) !== Boolean(value[`${provider}_CLIENT_SECRET`])) {
        issues.push({
          code: 'custom',
          input: value,
          path: [`${provider}_CLIENT_ID`],
          message: `and ${provider}_CLIENT_SECRET go together`,
        });
      }
    }
  });

export type Config = z.infer<typeof Environment>;

/** Every fault of the environment at once, one line each. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The configuration is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/** Reads the environment (names as in the contract). Empty strings count as absent. Throws ConfigError. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(present);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return name in present || issue.code === 'custom' ? `${name} ${issue.message}` : `${name} is missing`;
    }),
  );
}
