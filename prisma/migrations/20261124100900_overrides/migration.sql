-- An override that replaces another of its kind ends it: at most one is open, for a cost of one's own one a service.
CREATE UNIQUE INDEX overrides_one_open ON overrides (user_id, kind, (coalesce(value ->> 'service', '')))
  WHERE ended_at IS NULL;

-- A cost of one's own names the service by its slug, and what one use costs in hundredths of a credit.
ALTER TABLE overrides ADD CONSTRAINT own_cost_is_told CHECK (
  kind <> 'service_cost' OR (
    jsonb_typeof(value -> 'service') IS NOT DISTINCT FROM 'string'
    AND jsonb_typeof(value -> 'cost') IS NOT DISTINCT FROM 'number'
    AND (value ->> 'cost')::numeric >= 0 AND (value ->> 'cost')::numeric % 1 = 0));
