-- How far Stripe's list of events was gone through for those that no webhook told of.
CREATE TABLE event_sweeps (
  id          smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  swept_until timestamptz NOT NULL,
  ended_at    timestamptz NOT NULL DEFAULT app.now()
);
GRANT SELECT, INSERT, UPDATE, DELETE ON event_sweeps TO quickscale_app;
