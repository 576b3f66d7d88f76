-- What one use of a service costs this customer by an override of his own, in hundredths; NULL: nothing but its price.
CREATE OR REPLACE FUNCTION app.own_cost(p_wallet uuid, p_service text, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT (value ->> 'cost')::bigint FROM overrides
  WHERE user_id = p_wallet AND kind = 'service_cost' AND value ->> 'service' = p_service
    AND ended_at IS NULL AND starts_at <= p_at AND (ends_at IS NULL OR ends_at > p_at)
$$;
