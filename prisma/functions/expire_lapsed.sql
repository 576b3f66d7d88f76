-- Writes the expiry of every grant of a wallet that has lapsed by p_at. The caller holds the wallet's lock.
-- An entry takes effect at the instant of expiry, however late it is written; a grant that came after its own
-- expiry (a payment registered late) cannot have left before it came.
CREATE OR REPLACE FUNCTION app.expire_lapsed(p_wallet uuid, p_at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  movements jsonb;
BEGIN
  SELECT jsonb_agg(jsonb_build_object(
           'grant_id', id, 'kind', 'expiry', 'amount', -remaining, 'cause', 'expiry', 'cause_id', id,
           'effective_at', greatest(expires_at, created_at)) ORDER BY expires_at, id)
  INTO movements
  FROM grants WHERE wallet_id = p_wallet AND open AND expires_at <= p_at;

  IF movements IS NOT NULL THEN
    PERFORM app.post(p_wallet, movements);
  END IF;
END $$;
