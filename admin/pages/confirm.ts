import { z } from 'zod';
import { reauthenticate } from '../../src/accounts/index.js';
import { parse } from '../actions/parse.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

const Proof = z.strictObject({
  password: z.string().min(1, 'Enter your password.').max(200),
  code: z.string().trim().min(6, 'Enter the code.').max(40),
});

/** Password and code once more, without leaving the form that asked for them. */
export function confirm({ db }: AdminDeps): OfficePage {
  return {
    change: async ({ actor, body, session }) => {
      await reauthenticate(db, { user_id: actor.id, address: actor.address ?? '', ...parse(Proof, body) });
      session.reauthenticated_at = Date.now();
      return {};
    },
  };
}
