import { type RequestHandler, Router } from 'express';
import { findUser } from '../src/accounts/index.js';
import { establishSession } from '../src/http/accounts/establish-session.js';
import type { SandboxExtras } from '../src/http/deps.js';
import { formProtection } from '../src/http/middleware/realm.js';
import type { Config } from '../src/platform/config.js';
import type { Db } from '../src/platform/db.js';
import { PEOPLE } from './people.js';

const PORTAL_PATH = '/sandbox/sign-in';
const ADMIN_PATH = '/sandbox/sign-in/:role';

/** What the demo's web process adds: the badge, and one click to sign in as each of the people it made. */
export function sandboxExtras(db: Db, config: Config): SandboxExtras {
  return {
    badge: 'Sandbox',
    signInButtons: PEOPLE.map(({ role, name }) => ({
      role,
      label: `Sign in as ${name} (${role})`,
      action: role === 'customer' ? PORTAL_PATH : `/admin/sandbox/sign-in/${role}`,
    })),
    router: Router().post(
      PORTAL_PATH,
      signInAs(db, () => 'customer', '/dashboard'),
    ),
    operatorRouter: Router().post(
      ADMIN_PATH,
      ...formProtection({ config }),
      signInAs(db, (role) => role, '/admin'),
    ),
  };
}

/** Signs in the one of PEOPLE who has the role, without password and code: this is what a sandbox is for. */
function signInAs(db: Db, roleOf: (asked: string) => string, target: string): RequestHandler {
  return async (req, res, next) => {
    const role = roleOf(String(req.params.role ?? ''));
    const person = PEOPLE.find((each) => each.role === role);
    if (!person || (target === '/admin') === (role === 'customer')) return next();
    const found = await db.maybeOne<{ id: string }>('SELECT id FROM users WHERE email = $1', [person.email]);
    const user = found && (await findUser(db, found.id));
    if (!user) return next();
    await establishSession(db, req, user);
    res.redirect(303, target);
  };
}
