import type { Action } from 'adminjs';
import { markMessage } from '../../src/support/index.js';
import type { AdminDeps } from '../deps.js';
import { recordAction } from './define.js';

/** Says that a message is answered, or takes that back. */
export function markMessageAs({ db }: AdminDeps, answered: boolean): Partial<Action<never>> {
  return recordAction(
    { permission: 'messages.answer', method: 'POST' },
    async ({ actor, id: message_id }) => {
      await db.transaction((tx) => markMessage(tx, { actor, message_id, answered }));
      const message = answered ? 'Marked as answered.' : 'Open again.';
      return { notice: { type: 'success', message } };
    },
  );
}
