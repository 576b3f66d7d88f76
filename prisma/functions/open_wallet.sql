-- Locks a wallet for a change, reads the clock after the wait, and writes what expired since the last change.
-- Every use case that moves credits begins here. No row: there is no such wallet.
--
-- The lock is FOR NO KEY UPDATE: it keeps other changes out, but not the foreign-key checks of rows that only
-- name the wallet. Each statement below sees what the lock waited for.
CREATE OR REPLACE FUNCTION app.open_wallet(p_wallet uuid)
RETURNS TABLE (id uuid, at timestamptz, available app.credits, held app.credits, frozen app.credits, debt app.credits)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  opened_at timestamptz;
BEGIN
  PERFORM FROM wallets WHERE id = p_wallet FOR NO KEY UPDATE;
  opened_at := app.now();
  PERFORM app.expire_lapsed(p_wallet, opened_at);
  RETURN QUERY SELECT w.id, opened_at, w.available, w.held, w.frozen, w.debt FROM wallets w WHERE w.id = p_wallet;
END $$;
