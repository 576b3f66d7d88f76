import type { Request } from 'express';
import { listSessions } from '../../accounts/index.js';
import type { Db } from '../../platform/db.js';
import { customerOf } from '../middleware/realm.js';
import { browserName } from './browser-name.js';

export const SETTINGS_VIEW = 'portal/accounts/settings';

/** What the settings page shows besides its forms: who it is and where he is signed in. */
export async function settingsLocals(db: Db, req: Request) {
  const user = customerOf(req);
  const sessions = await listSessions(db, { user_id: user.id, current_sid: req.sessionID });
  return {
    user,
    sessions: sessions.map(({ agent, ...session }) => ({ ...session, browser: browserName(agent) })),
  };
}
