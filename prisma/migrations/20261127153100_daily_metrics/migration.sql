-- The figures of each day, kept so that reading them costs the same however large the tables are, and never off by one
-- (docs/decisions/016-figures-of-a-day.md). What a row counts for is said once, by a function of the row; the trigger
-- below writes down what changes in the row's own transaction, the worker folds that into daily_metrics, and
-- app.recount_metrics() makes the same of all rows anew.

CREATE INDEX daily_metrics_day ON daily_metrics (day);

-- Not folded yet. Signed: what a row counted for is taken out before what it counts for now is put in.
CREATE TABLE metric_changes (
  id        uuid PRIMARY KEY DEFAULT uuidv7(),
  day       date NOT NULL,
  metric    text NOT NULL,
  dimension text NOT NULL DEFAULT '',
  currency  text NOT NULL DEFAULT '',
  value     bigint NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_changes TO quickscale_app;

-- What to read: exact at any moment, whether or not the worker runs.
CREATE VIEW live_metrics AS
SELECT day, metric, dimension, currency, sum(value)::bigint AS value
FROM (SELECT day, metric, dimension, currency, value FROM daily_metrics
      UNION ALL
      SELECT day, metric, dimension, currency, value FROM metric_changes) known
GROUP BY day, metric, dimension, currency;
GRANT SELECT ON live_metrics TO quickscale_app;

CREATE FUNCTION app.day_of(at timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS $$
  SELECT (at AT TIME ZONE 'UTC')::date
$$;

-- ───────────────────────────── what a row counts for ─────────────────────────────

-- Customers that there are: those who joined, less those who closed their account.
CREATE FUNCTION app.metrics_of_users(u users) RETURNS TABLE (day date, metric text, currency text, value bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.day_of((u).created_at), 'customers_joined', '', 1::bigint WHERE (u).role = 'customer'
  UNION ALL
  SELECT app.day_of((u).closed_at), 'customers_closed', '', 1::bigint WHERE (u).role = 'customer' AND (u).status = 'closed'
$$;

-- On the day it was paid. A failed payment is no revenue.
CREATE FUNCTION app.metrics_of_payments(p payments) RETURNS TABLE (day date, metric text, currency text, value bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.day_of((p).paid_at), 'payments', '', 1::bigint WHERE (p).status = 'succeeded'
  UNION ALL
  SELECT app.day_of((p).paid_at), 'gross', (p).currency, (p).received_minor WHERE (p).status = 'succeeded'
  UNION ALL
  SELECT app.day_of((p).created_at), 'payments_failed', '', 1::bigint WHERE (p).status = 'failed'
$$;

CREATE FUNCTION app.metrics_of_refunds(r refunds) RETURNS TABLE (day date, metric text, currency text, value bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.day_of((r).succeeded_at), 'refunds', (r).currency, (r).amount_minor
  WHERE (r).status = 'succeeded' AND (r).succeeded_at IS NOT NULL
$$;

CREATE FUNCTION app.metrics_of_disputes(d disputes) RETURNS TABLE (day date, metric text, currency text, value bigint)
LANGUAGE sql IMMUTABLE AS $$
  SELECT app.day_of((d).closed_at), 'disputes_lost', (d).currency, (d).amount_minor
  WHERE (d).status = 'lost' AND (d).closed_at IS NOT NULL
$$;

CREATE FUNCTION app.note_metrics() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  note text := format(
    'INSERT INTO metric_changes (day, metric, currency, value) SELECT day, metric, currency, $2 * value FROM app.metrics_of_%s($1)',
    TG_TABLE_NAME);
BEGIN
  IF TG_OP = 'UPDATE' AND NEW IS NOT DISTINCT FROM OLD THEN RETURN NULL; END IF;
  IF TG_OP <> 'INSERT' THEN EXECUTE note USING OLD, -1; END IF;
  IF TG_OP <> 'DELETE' THEN EXECUTE note USING NEW, 1; END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER users_metrics AFTER INSERT OR DELETE OR UPDATE OF role, status, created_at, closed_at ON users
  FOR EACH ROW EXECUTE FUNCTION app.note_metrics();
CREATE TRIGGER payments_metrics
  AFTER INSERT OR DELETE OR UPDATE OF status, currency, received_minor, paid_at, created_at ON payments
  FOR EACH ROW EXECUTE FUNCTION app.note_metrics();
CREATE TRIGGER refunds_metrics AFTER INSERT OR DELETE OR UPDATE OF status, currency, amount_minor, succeeded_at ON refunds
  FOR EACH ROW EXECUTE FUNCTION app.note_metrics();
CREATE TRIGGER disputes_metrics AFTER INSERT OR DELETE OR UPDATE OF status, currency, amount_minor, closed_at ON disputes
  FOR EACH ROW EXECUTE FUNCTION app.note_metrics();

-- ───────────────────────────── spends ─────────────────────────────

-- A spend writes nothing for the figures: it would cost a tenth of its time. The worker takes spends in by their ids,
-- which are UUIDv7 made under the wallet's lock, up to a mark below which no spend can come any more.
CREATE TABLE metric_marks (
  id         smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  -- Spends with ids below are counted; the others are read one by one.
  below      uuid NOT NULL,
  -- The next mark, and the transaction that set it. A transaction that began to write after that one made its ids
  -- after the mark too. Once all before it have ended, what is below the mark is all there will be.
  next_below uuid,
  next_xid   bigint
);
GRANT SELECT, INSERT, UPDATE, DELETE ON metric_marks TO quickscale_app;

-- The day's distinct customers, once each: those of the new spends whose last spend before was on another day.
CREATE FUNCTION app.new_active_customers(p_from uuid, p_below uuid) RETURNS TABLE (day date, customers bigint)
LANGUAGE sql STABLE AS $$
  SELECT fresh.day, count(*)
  FROM (SELECT DISTINCT app.day_of(created_at) AS day, wallet_id FROM spends WHERE id >= p_from AND id < p_below) fresh
  LEFT JOIN LATERAL (
    SELECT app.day_of(s.created_at) AS day FROM spends s
    WHERE s.wallet_id = fresh.wallet_id AND s.id < p_from ORDER BY s.id DESC LIMIT 1) last ON true
  WHERE last.day IS NULL OR last.day < fresh.day
  GROUP BY fresh.day
$$;

-- Folds what changed into daily_metrics, and takes in the spends below the mark that the last call set. Safe to run
-- at any time and side by side.
CREATE FUNCTION app.roll_up() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  mark     metric_marks;
  -- Read before this transaction has a number. The margin is for a system clock that is set back a little.
  now_mark uuid := (lpad(to_hex(floor(extract(epoch FROM clock_timestamp() - interval '10 seconds') * 1000)::bigint), 12, '0')
                    || '70008000000000000000')::uuid;
BEGIN
  -- One at a time; readers go on.
  LOCK TABLE metric_marks IN SHARE ROW EXCLUSIVE MODE;
  SELECT * INTO mark FROM metric_marks;
  mark.below := coalesce(mark.below, '00000000-0000-0000-0000-000000000000');

  WITH folded AS (DELETE FROM metric_changes RETURNING day, metric, dimension, currency, value)
  INSERT INTO daily_metrics AS kept (day, metric, dimension, currency, value)
  SELECT day, metric, dimension, currency, sum(value) FROM folded GROUP BY day, metric, dimension, currency
  ON CONFLICT (metric, currency, dimension, day) DO UPDATE SET value = kept.value + excluded.value, rolled_at = app.now();

  IF mark.next_xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint THEN
    INSERT INTO daily_metrics AS kept (day, metric, value)
    SELECT day, 'customers_active', customers FROM app.new_active_customers(mark.below, mark.next_below)
    ON CONFLICT (metric, currency, dimension, day) DO UPDATE SET value = kept.value + excluded.value, rolled_at = app.now();
    mark.below := mark.next_below;
    mark.next_xid := NULL;
  END IF;
  IF mark.next_xid IS NULL THEN
    mark.next_below := greatest(now_mark, mark.below);
    mark.next_xid := pg_current_xact_id()::text::bigint;
  END IF;
  INSERT INTO metric_marks (below, next_below, next_xid) VALUES (mark.below, mark.next_below, mark.next_xid)
  ON CONFLICT (id) DO UPDATE SET below = excluded.below, next_below = excluded.next_below, next_xid = excluded.next_xid;
END $$;

-- ───────────────────────────── all anew ─────────────────────────────

-- Makes daily_metrics what the rows say, and answers the figures that were not: none, unless rows were loaded past the
-- triggers. One statement, so that rows and changes not folded yet are those of one moment.
CREATE FUNCTION app.recount_metrics() RETURNS TABLE (day date, metric text, currency text, kept bigint, counted bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  LOCK TABLE metric_marks IN SHARE ROW EXCLUSIVE MODE;
  RETURN QUERY
  WITH told AS (
    SELECT m.* FROM users u, app.metrics_of_users(u) m
    UNION ALL SELECT m.* FROM payments p, app.metrics_of_payments(p) m
    UNION ALL SELECT m.* FROM refunds r, app.metrics_of_refunds(r) m
    UNION ALL SELECT m.* FROM disputes d, app.metrics_of_disputes(d) m
    UNION ALL
    SELECT app.day_of(created_at), 'customers_active', '', count(DISTINCT wallet_id) FROM spends
    WHERE id < (SELECT below FROM metric_marks) GROUP BY app.day_of(created_at)
    UNION ALL SELECT day, metric, currency, -value FROM metric_changes
  ), wrong AS (
    SELECT day, metric, currency, coalesce(k.value, 0) AS kept, coalesce(t.value, 0)::bigint AS counted
    FROM (SELECT day, metric, currency, sum(value) AS value FROM told GROUP BY day, metric, currency) t
    FULL JOIN daily_metrics k USING (day, metric, currency)
    WHERE coalesce(k.value, 0) <> coalesce(t.value, 0)
  ), mended AS (
    INSERT INTO daily_metrics (day, metric, currency, value) SELECT day, metric, currency, counted FROM wrong
    ON CONFLICT (metric, currency, dimension, day) DO UPDATE SET value = excluded.value, rolled_at = app.now()
  )
  SELECT * FROM wrong ORDER BY day, metric, currency;
END $$;

SELECT app.recount_metrics();

-- It served the day's active customers alone, and every spend wrote it.
DROP INDEX spends_created_brin;
