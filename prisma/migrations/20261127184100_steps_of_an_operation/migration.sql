-- The calls that the runs of an operation set out to make, in order: a process that takes it up knows what came before.
ALTER TABLE stripe_operations ADD COLUMN steps jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(steps) = 'array');
