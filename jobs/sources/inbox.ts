import { ERROR_MAX, isDue, type WorkSource } from './source.js';

const WAITS = "state IN ('received', 'failed') AND relayed_at IS NULL";

/** Stripe's events: each is a row before it is a job. */
export const inbox: WorkSource = {
  isDue: (db) => isDue(db, { from: 'stripe_events', where: WAITS }),
  claim: (tx, limit) =>
    tx.query(
      `UPDATE stripe_events SET relayed_at = app.now() WHERE id IN (
         SELECT id FROM stripe_events
         WHERE ${WAITS} AND run_at <= app.now()
         ORDER BY run_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, 'stripe-events' AS queue, attempts AS failures`,
      [limit],
    ),
  load: (db, id) =>
    db.maybeOne(
      `SELECT id, 'stripe-events' AS queue, jsonb_build_object('event_id', id) AS payload, attempts AS failures,
              run_at::text AS due
       FROM stripe_events WHERE id = $1 AND state IN ('received', 'failed')`,
      [id],
    ),
  done: async (db, { id, due }) => {
    await db.query(
      `UPDATE stripe_events SET state = 'processed', processed_at = app.now(), error = NULL
       WHERE id = $1 AND run_at = $2`,
      [id, due],
    );
  },
  failed: async (db, id, { error, seconds }) => {
    await db.query(
      `UPDATE stripe_events SET attempts = attempts + 1, error = $2, relayed_at = NULL,
         run_at = app.now() + make_interval(secs => coalesce($3::float8, 0)),
         state = CASE WHEN $3::float8 IS NULL THEN 'dead' ELSE 'failed' END
       WHERE id = $1 AND state IN ('received', 'failed')`,
      [id, error.slice(0, ERROR_MAX), seconds],
    );
  },
  reclaim: async (db, lost_after_seconds) => {
    const rows = await db.query(
      `UPDATE stripe_events SET relayed_at = NULL
       WHERE state IN ('received', 'failed') AND relayed_at < app.now() - make_interval(secs => $1) RETURNING id`,
      [lost_after_seconds],
    );
    return rows.length;
  },
};
