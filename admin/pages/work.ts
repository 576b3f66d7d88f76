import { z } from 'zod';
import { replayEvent } from '../../src/billing/index.js';
import { backgroundWork, retryDeadWork } from '../../src/support/index.js';
import { FormKey, parse } from '../actions/parse.js';
import type { AdminDeps } from '../deps.js';
import type { OfficePage } from './page.js';

const Retry = z.union([
  z.strictObject({ work: z.string().max(60), key: FormKey }),
  z.strictObject({ event: z.string().max(200), key: FormKey }),
]);

/** What runs in the background, what of it was given up, and trying that again. */
export function work({ db }: AdminDeps): OfficePage {
  return {
    permission: 'queues.read',
    read: ({ actor }) => backgroundWork(db, actor),
    change: async ({ actor, body }) => {
      const wanted = parse(Retry, body);
      await db.transaction((tx) =>
        'work' in wanted
          ? retryDeadWork(tx, { actor, id: wanted.work })
          : replayEvent(tx, { actor, event_id: wanted.event }),
      );
      return { notice: { type: 'success', message: 'It is tried again now.' } };
    },
  };
}
