import type { Queryable } from '../platform/db.js';

/** One place where somebody is signed in. `id` names it without being the secret that the cookie holds. */
export type SessionRow = {
  id: string;
  agent: string | null;
  address: string | null;
  created_at: Date;
  current: boolean;
};

const PUBLIC_ID = `encode(sha256(convert_to(sid, 'UTF8')), 'hex')`;

/** Where a person is signed in, the newest first. */
export async function listSessions(
  db: Queryable,
  { user_id, current_sid }: { user_id: string; current_sid: string },
): Promise<SessionRow[]> {
  return db.query<SessionRow>(
    `SELECT ${PUBLIC_ID} AS id, sess #>> '{client,agent}' AS agent, sess #>> '{client,address}' AS address,
            created_at, sid = $2 AS current
     FROM sessions WHERE user_id = $1 AND expire > now() ORDER BY created_at DESC, sid LIMIT 100`,
    [user_id, current_sid],
  );
}

/** Ends one session of a person; answers false when he has no such session. */
export async function revokeSession(
  db: Queryable,
  { user_id, id }: { user_id: string; id: string },
): Promise<boolean> {
  const gone = await db.query(`DELETE FROM sessions WHERE user_id = $1 AND ${PUBLIC_ID} = $2 RETURNING 1`, [
    user_id,
    id,
  ]);
  return gone.length > 0;
}

/** Ends all sessions of a person but the one named. */
export async function revokeSessions(
  db: Queryable,
  { user_id, except_sid }: { user_id: string; except_sid?: string },
): Promise<void> {
  await db.query('DELETE FROM sessions WHERE user_id = $1 AND sid IS DISTINCT FROM $2', [
    user_id,
    except_sid ?? null,
  ]);
}
