import type { Action } from 'adminjs';
import { z } from 'zod';
import {
  API_SCOPES,
  audit,
  createApiKey,
  requireRecentAuthentication,
  revokeApiKey,
} from '../../src/accounts/index.js';
import { line } from '../../src/platform/line.js';
import type { AdminDeps } from '../deps.js';
import { recordAction, resourceAction } from './define.js';
import { endOfDay, FormKey, parse } from './parse.js';

const Create = z.strictObject({
  name: line(100, 'Give the key a name.').min(1, 'Give the key a name.'),
  scopes: z.array(z.enum(API_SCOPES)).min(1, 'Choose at least one thing that the key may do.'),
  rate_limit_per_minute: z
    .string()
    .trim()
    .regex(/^\d{1,7}$/, 'Enter a whole number of requests.')
    .transform(Number)
    .refine((limit) => limit > 0, 'Enter at least 1.')
    .optional(),
  expires_at: z.iso.date('Choose a day.').transform(endOfDay).optional(),
  key: FormKey,
});
const Revoke = z.strictObject({ key: FormKey });

/** Makes a key of the company's own; the answer is the only place where it stands in clear. */
export function createCompanyKey({ db }: AdminDeps): Partial<Action<never>> {
  return resourceAction(
    { permission: 'api_keys.write', method: 'POST' },
    async ({ actor, body, session }) => {
      requireRecentAuthentication(session);
      const { key: id, ...wanted } = parse(Create, body);
      const created = await db.transaction(async (tx) => {
        const { expires_at, rate_limit_per_minute, ...rest } = wanted;
        const made = await createApiKey(tx, {
          id,
          ...rest,
          ...(expires_at ? { expires_at } : {}),
          ...(rate_limit_per_minute ? { rate_limit_per_minute } : {}),
          owner: 'company',
          created_by: actor.id,
        });
        await audit(tx, {
          actor,
          action: 'api_key.create',
          subject: { type: 'api_key', id: made.id },
          after: wanted,
        });
        return made;
      });
      return { created: created.key, notice: { type: 'success', message: 'The key is made.' } };
    },
  );
}

/** Revokes a key, the company's or a customer's: it stops within a second. */
export function revokeKey({ db }: AdminDeps): Partial<Action<never>> {
  return recordAction(
    { permission: 'api_keys.write', method: 'POST' },
    async ({ actor, id, record, body, session }) => {
      requireRecentAuthentication(session);
      parse(Revoke, body);
      const user_id = (record.param('user_id') as string | null) ?? null;
      await db.transaction(async (tx) => {
        await revokeApiKey(tx, { id, user_id });
        const subject = { type: 'api_key', id };
        const before = { name: String(record.param('name')) };
        await audit(tx, { actor, action: 'api_key.revoke', subject, customer_id: user_id, before });
      });
      return { notice: { type: 'success', message: 'The key is revoked.' } };
    },
  );
}
