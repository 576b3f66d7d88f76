-- What was given up is counted on the overview: a few rows among all that was ever done.
CREATE INDEX outbox_dead ON outbox (dead_at DESC, id DESC) WHERE dead_at IS NOT NULL;
CREATE INDEX stripe_events_dead ON stripe_events (received_at DESC, id DESC) WHERE state = 'dead';
