import { createHmac } from 'node:crypto';
import connectPgSimple from 'connect-pg-simple';
import type { RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import type { Realm } from '../../accounts/index.js';
import type { Db } from '../../platform/db.js';
import type { HttpDeps } from '../deps.js';

const HOUR_MS = 3600_000;
/** A session ends when it was not used for so long. */
const IDLE_MS: Readonly<Record<Realm, number>> = { customer: 14 * 24 * HOUR_MS, operator: 8 * HOUR_MS };

const PgStore = connectPgSimple(session);

/**
 * PostgreSQL's rows, with one rule more: a session of somebody who is signed in is changed, never written anew. A
 * request that was under way while it was revoked would otherwise bring it back.
 */
export class SessionStore extends PgStore {
  readonly #db: Db;

  constructor({ db, log }: Pick<HttpDeps, 'db' | 'log'>) {
    super({
      pool: db.pool,
      tableName: 'sessions',
      errorLog: (fault: unknown) => log.error({ fault }, 'sessions'),
    });
    this.#db = db;
  }

  override set(sid: string, data: SessionData, done: (fault?: unknown) => void = () => undefined): void {
    if (data.client) this.#change(sid, data).then(() => done(), done);
    else super.set(sid, data, done);
  }

  async #change(sid: string, data: SessionData): Promise<void> {
    const expires = data.cookie.expires ?? new Date(Date.now() + IDLE_MS.operator);
    await this.#db.query('UPDATE sessions SET sess = $2, expire = $3 WHERE sid = $1', [
      sid,
      JSON.stringify(data),
      expires,
    ]);
  }
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
