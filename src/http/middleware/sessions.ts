import { createHmac } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session from 'express-session';
import type { Realm } from '../../accounts/index.js';
import type { HttpDeps } from '../deps.js';

const HOUR_MS = 3600_000;
/** A session ends when it was not used for so long. */
const IDLE_MS: Readonly<Record<Realm, number>> = { customer: 14 * 24 * HOUR_MS, operator: 8 * HOUR_MS };

const PgStore = connectPgSimple(session);

export type SessionStore = InstanceType<typeof PgStore>;

/** Where sessions of both realms lie. Close it before the database. */
export function createSessionStore({ db, log }: Pick<HttpDeps, 'db' | 'log'>): SessionStore {
  return new PgStore({
    pool: db.pool,
    tableName: 'sessions',
    errorLog: (fault: unknown) => log.error({ fault }, 'sessions'),
  });
}

/**
 * The session of one realm. The two have a cookie and a signing key each, so that neither is ever taken for the
 * other. Over HTTPS the cookie has the __Host- prefix: no other host or path can set it.
 */
export function sessions(
  { config }: Pick<HttpDeps, 'config'>,
  store: SessionStore,
  realm: Realm,
): RequestHandler {
  const { protocol, port } = new URL(config.PUBLIC_URL);
  const secure = protocol === 'https:';
  const name = `quickscale_${realm}`;
  return session({
    // Cookies know no ports: without it, two programs on one host would sign each other's people out.
    name: secure ? `__Host-${name}` : `${name}${port && `_${port}`}`,
    secret: createHmac('sha256', config.SESSION_SECRET).update(`session:${realm}`).digest('base64url'),
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    proxy: secure || undefined,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: IDLE_MS[realm] },
  });
}
