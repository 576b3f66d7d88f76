-- Writes movements of credits: the one way to change a wallet but for app.spend, which does the same at speed.
-- The caller holds the wallet's lock (app.open_wallet). Entries come first, numbered without a gap; grants and
-- wallet then change by what those entries say, so that they cannot disagree with the ledger.
--
-- p_movements: a JSON array of {grant_id, kind, amount, held, frozen, debt, cause, cause_id, operator_id, reason,
-- effective_at}; amounts are signed hundredths, absent ones 0; effective_at defaults to now.
-- Returns the balance afterwards. Fails on a constraint where a part would fall below zero.
CREATE OR REPLACE FUNCTION app.post(
  p_wallet uuid, p_movements jsonb,
  OUT available bigint, OUT held bigint, OUT frozen bigint, OUT debt bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  last_no bigint;
BEGIN
  SELECT w.last_entry_no INTO STRICT last_no FROM wallets w WHERE w.id = p_wallet;

  INSERT INTO entries (wallet_id, no, grant_id, kind, amount, held, frozen, debt, available_after,
                       cause, cause_id, operator_id, reason, effective_at)
  SELECT w.id, last_no + m.nth, m.grant_id, m.kind,
         coalesce(m.amount, 0), coalesce(m.held, 0), coalesce(m.frozen, 0), coalesce(m.debt, 0),
         w.available + sum(coalesce(m.amount, 0)) OVER (ORDER BY m.nth),
         m.cause, m.cause_id, m.operator_id, m.reason, coalesce(m.effective_at, app.now())
  FROM wallets w,
       ROWS FROM (jsonb_to_recordset(p_movements) AS (
         grant_id uuid, kind text, amount bigint, held bigint, frozen bigint, debt bigint,
         cause text, cause_id text, operator_id uuid, reason text, effective_at timestamptz)) WITH ORDINALITY
         AS m (grant_id, kind, amount, held, frozen, debt, cause, cause_id, operator_id, reason, effective_at, nth)
  WHERE w.id = p_wallet;

  UPDATE grants g
  SET remaining = g.remaining + m.amount, held = g.held + m.held, frozen = g.frozen + m.frozen,
      open = g.remaining + m.amount > 0
  FROM (SELECT e.grant_id, sum(e.amount) AS amount, sum(e.held) AS held, sum(e.frozen) AS frozen
        FROM entries e WHERE e.wallet_id = p_wallet AND e.no > last_no GROUP BY e.grant_id) m
  WHERE g.wallet_id = p_wallet AND g.id = m.grant_id;

  UPDATE wallets w
  SET last_entry_no = last_no + m.written, available = w.available + m.amount, held = w.held + m.held,
      frozen = w.frozen + m.frozen, debt = w.debt + m.debt
  FROM (SELECT count(*) AS written, coalesce(sum(e.amount), 0) AS amount, coalesce(sum(e.held), 0) AS held,
               coalesce(sum(e.frozen), 0) AS frozen, coalesce(sum(e.debt), 0) AS debt
        FROM entries e WHERE e.wallet_id = p_wallet AND e.no > last_no) m
  WHERE w.id = p_wallet
  RETURNING w.available, w.held, w.frozen, w.debt INTO available, held, frozen, debt;
END $$;
