-- Holds are found by their id alone, by the moment they lapse, and by who may close them.

ALTER TABLE holds ADD COLUMN made_by text NOT NULL CHECK (length(made_by) BETWEEN 1 AND 100);
COMMENT ON COLUMN holds.made_by IS 'The API key''s id, or portal.';

CREATE INDEX holds_id ON holds (id);
CREATE INDEX holds_lapsing ON holds (expires_at) WHERE status = 'open';
CREATE INDEX holds_wallet_created ON holds (wallet_id, created_at DESC, id DESC);

ALTER TABLE holds
  ADD CONSTRAINT captured_has_a_spend CHECK ((status = 'captured') = (spend_id IS NOT NULL)),
  ADD CONSTRAINT only_captured_captures CHECK (status = 'captured' OR captured = 0);

-- What a hold set aside is a fact; what became of it is told by its status and its entries.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON hold_parts
  FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON hold_parts
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON hold_parts FROM quickscale_app;
