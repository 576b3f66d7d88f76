-- Many charges at once, each as app.spend would make it: the arrays are parallel, one element per charge. It never
-- waits for a wallet, so that one busy customer stalls nobody, and takes the others in the order of their ids.
--
-- Answers (nth from 1) what settled here, outcome 'created' and the rest as app.spend, and 'locked' for the charges of
-- a wallet that another transaction has (or that there is none of). Everything else is left for app.spend, and has no
-- row: replays, refusals, costs of the customer's own, wallets with something lapsed to write down first, the second
-- use of a key, and what comes after the first charge that a wallet's balance does not cover.
CREATE OR REPLACE FUNCTION app.spend_batch(
  p_wallets uuid[], p_services text[], p_quantities integer[],
  p_key_owners text[], p_keys text[], p_body_hashes bytea[], p_metadata text[])
RETURNS TABLE (nth bigint, outcome text, spend_id uuid, spent bigint, allocations jsonb, balance jsonb, spent_at timestamptz)
LANGUAGE plpgsql
-- Statistics know nothing of the arrays: one plan, by index, whatever the tables' sizes were when it was made.
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
#variable_conflict use_column
DECLARE
  locked uuid[];
  at     timestamptz;
BEGIN
  SELECT array_agg(id) INTO locked FROM (
    SELECT id FROM wallets WHERE id = ANY (p_wallets) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED) w;
  at := app.now();

  RETURN QUERY
  WITH asked AS MATERIALIZED (
    SELECT * FROM unnest(p_wallets, p_services, p_quantities, p_key_owners, p_keys, p_body_hashes, p_metadata)
      WITH ORDINALITY AS a (wallet_id, service, quantity, key_owner, key, body_hash, metadata, nth)
  ), usable AS (
    SELECT a.*, s.id AS service_id, s.cost, s.cost * a.quantity AS amount,
           w.last_entry_no, w.available, w.held, w.frozen, w.debt,
           row_number() OVER (PARTITION BY a.wallet_id, a.key_owner, a.key ORDER BY a.nth) AS use_of_key
    FROM asked a
    JOIN wallets w ON w.id = a.wallet_id
    JOIN services s ON s.slug = a.service AND s.active
    WHERE w.id = ANY (locked) AND (w.own_costs_until > at) IS NOT TRUE
      AND (w.suspended_until > at) IS NOT TRUE AND (w.spending_frozen_until > at) IS NOT TRUE
      AND (w.held = 0 OR NOT EXISTS (
        SELECT FROM holds h WHERE h.wallet_id = w.id AND h.status = 'open' AND h.expires_at <= at))
      -- Not as an anti-join: that may find a wallet's spends by the wallet alone, and compare the key with all of them.
      AND (SELECT e.id FROM spends e
           WHERE e.wallet_id = a.wallet_id AND e.key_owner = a.key_owner AND e.idempotency_key = a.key) IS NULL
  ), running AS (
    SELECT u.*, (sum(u.amount) OVER (PARTITION BY u.wallet_id ORDER BY u.nth))::bigint AS upto
    FROM usable u WHERE u.use_of_key = 1
  ), paid AS (
    -- A charge takes the credits from upto - amount to upto of its wallet, counted in the order of spending; a grant
    -- has those from its own upto - remaining to upto. What the two share, that grant pays.
    SELECT r.*, p.*,
           (sum(p.parts) OVER (PARTITION BY r.wallet_id ORDER BY r.nth))::bigint AS entries_upto
    FROM running r
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE f.part > 0) AS parts,
             array_agg(f.id) FILTER (WHERE f.part > 0) AS grants,
             array_agg(f.part) FILTER (WHERE f.part > 0) AS amounts,
             coalesce(jsonb_agg(jsonb_build_object('grant', f.id, 'type', f.type, 'amount', f.part))
                        FILTER (WHERE f.part > 0), '[]') AS allocations,
             coalesce(bool_or(f.expires_at <= at), false) AS lapsed
      FROM (SELECT o.*, least(o.upto, r.upto) - greatest(o.upto - o.remaining, r.upto - r.amount) AS part
            FROM (SELECT g.id, g.type, g.remaining, g.expires_at, (sum(g.remaining) OVER spending)::bigint AS upto
                  FROM grants g WHERE g.wallet_id = r.wallet_id AND g.open
                  WINDOW spending AS (ORDER BY g.priority, g.expires_at, g.created_at, g.id)) o
            ORDER BY o.upto) f) p
    WHERE r.upto <= r.available AND NOT p.lapsed
  ), settled AS MATERIALIZED (
    SELECT p.*, uuidv7() AS id,
           jsonb_build_object('available', p.available - p.upto, 'held', p.held, 'frozen', p.frozen, 'debt', p.debt) AS balance
    FROM (SELECT * FROM paid ORDER BY nth) p
  ), entry AS (
    INSERT INTO entries (wallet_id, no, grant_id, kind, amount, available_after, cause, cause_id, effective_at, created_at)
    SELECT s.wallet_id, s.last_entry_no + s.entries_upto - s.parts + part.nth, part.grant_id, 'spend', -part.amount,
           s.available - (s.upto - s.amount) - sum(part.amount) OVER (PARTITION BY s.nth ORDER BY part.nth),
           'spend', s.id, at, at
    FROM settled s, unnest(s.grants, s.amounts) WITH ORDINALITY AS part (grant_id, amount, nth)
  ), source AS (
    UPDATE grants g SET remaining = g.remaining - t.amount, open = g.remaining > t.amount
    FROM (SELECT s.wallet_id, part.grant_id, sum(part.amount)::bigint AS amount
          FROM settled s, unnest(s.grants, s.amounts) AS part (grant_id, amount) GROUP BY s.wallet_id, part.grant_id) t
    WHERE g.wallet_id = t.wallet_id AND g.id = t.grant_id
  ), wallet AS (
    UPDATE wallets w SET last_entry_no = w.last_entry_no + t.entries, available = w.available - t.amount
    FROM (SELECT wallet_id, max(entries_upto) AS entries, max(upto) AS amount FROM settled GROUP BY wallet_id) t
    WHERE w.id = t.wallet_id AND t.amount > 0
  ), spend AS (
    INSERT INTO spends (wallet_id, id, service_id, quantity, unit_cost, amount, key_owner, idempotency_key, body_hash,
                        first_entry_no, last_entry_no, balance_after, metadata, created_at)
    SELECT wallet_id, id, service_id, quantity, cost, amount, key_owner, key, body_hash,
           CASE WHEN parts > 0 THEN last_entry_no + entries_upto - parts + 1 END,
           CASE WHEN parts > 0 THEN last_entry_no + entries_upto END, balance, metadata::jsonb, at
    FROM settled
  )
  SELECT nth, 'created', id, amount, allocations, balance, at FROM settled
  UNION ALL
  SELECT nth, 'locked', NULL, NULL, NULL, NULL, NULL FROM asked WHERE (wallet_id = ANY (locked)) IS NOT TRUE;
END $$;
