import type { Db } from '../../src/platform/db.js';
import type { Cell } from '../cell.js';
import type { Prepared } from '../section.js';
import { WEBHOOK_SECRET } from './config.js';
import { EVENT, EVENT_ID } from './event.js';
import type { Generator } from './generator.js';

type Opened = { db: Db; origin: string; generator: Generator };

/** Accepting Stripe's events, each a new one and signed, against a bare route of the same server that is sent the same. */
export function webhookCells(opened: Prepared<Opened>, senders: number): Cell[] {
  const ids = `evt_${senders}_`;
  const cell = (name: string, path: string, stored: string): Cell => ({
    group: `webhook, ${senders} senders`,
    name,
    measure: (duration_ms) => {
      const { generator, origin } = opened.get();
      const message = { event: EVENT, id: EVENT_ID, secret: WEBHOOK_SECRET, ids };
      return generator.ask({ origin, paths: [path], callers: senders, duration_ms, message });
    },
    written: () => eventsNamed(opened.get(), stored),
  });
  return [
    cell('bare route, INSERT ON CONFLICT', '/bare/events', 'evt_bare_'),
    cell('POST /webhooks/stripe', '/webhooks/stripe', ids),
  ];
}

async function eventsNamed({ db }: Opened, ids: string): Promise<number> {
  const sql = 'SELECT count(*) FROM stripe_events WHERE starts_with(id, $1)';
  return (await db.one<{ count: number }>(sql, [ids])).count;
}
