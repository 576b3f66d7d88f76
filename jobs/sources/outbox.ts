import { ERROR_MAX, isDue, type WorkSource } from './source.js';

const WAITS = 'done_at IS NULL AND dead_at IS NULL AND relayed_at IS NULL';

/** Work that our own transactions asked for. */
export const outbox: WorkSource = {
  isDue: (db) => isDue(db, { from: 'outbox', where: WAITS }),
  claim: (tx, limit) =>
    tx.query(
      `UPDATE outbox SET relayed_at = app.now() WHERE id IN (
         SELECT id FROM outbox
         WHERE ${WAITS} AND run_at <= app.now()
         ORDER BY run_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, queue, attempts AS failures`,
      [limit],
    ),
  load: (db, id) =>
    db.maybeOne(
      `SELECT id, queue, payload, attempts AS failures, run_at::text AS due FROM outbox
       WHERE id = $1 AND done_at IS NULL AND dead_at IS NULL`,
      [id],
    ),
  done: async (db, { id, due }) => {
    await db.query(
      'UPDATE outbox SET done_at = app.now(), error = NULL WHERE id = $1 AND run_at = $2 AND dead_at IS NULL',
      [id, due],
    );
  },
  failed: async (db, id, { error, seconds }) => {
    await db.query(
      `UPDATE outbox SET attempts = attempts + 1, error = $2, relayed_at = NULL,
         run_at = app.now() + make_interval(secs => coalesce($3::float8, 0)),
         dead_at = CASE WHEN $3::float8 IS NULL THEN app.now() END
       WHERE id = $1 AND done_at IS NULL`,
      [id, error.slice(0, ERROR_MAX), seconds],
    );
  },
  reclaim: async (db, lost_after_seconds) => {
    const rows = await db.query(
      `UPDATE outbox SET relayed_at = NULL
       WHERE done_at IS NULL AND dead_at IS NULL AND relayed_at < app.now() - make_interval(secs => $1) RETURNING id`,
      [lost_after_seconds],
    );
    return rows.length;
  },
};
