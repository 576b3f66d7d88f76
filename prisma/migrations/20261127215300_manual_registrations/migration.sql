-- What an operator said that a charge was for, where nothing at Stripe says it: once per charge, never taken back. The
-- payment itself is written by the projection of its charge, which reads this.
CREATE TABLE manual_registrations (
  stripe_charge_id text PRIMARY KEY,
  user_id          uuid NOT NULL REFERENCES users (id),
  price_id         uuid REFERENCES prices (id),
  quantity         integer CHECK (quantity > 0),
  description      text NOT NULL DEFAULT '',
  notify           boolean NOT NULL,
  key              uuid NOT NULL,
  registered_by    uuid NOT NULL REFERENCES users (id),
  created_at       timestamptz NOT NULL DEFAULT app.now(),
  CHECK ((price_id IS NULL) = (quantity IS NULL))
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON manual_registrations
  FOR EACH ROW EXECUTE FUNCTION app.refuse_change();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON manual_registrations
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
GRANT SELECT, INSERT ON manual_registrations TO quickscale_app;
