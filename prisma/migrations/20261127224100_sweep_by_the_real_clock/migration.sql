-- When a sweep was made by the real clock, which the sandbox does not move: whether a worker makes them shows in it alone.
ALTER TABLE event_sweeps ADD COLUMN made_at timestamptz NOT NULL DEFAULT clock_timestamp();
