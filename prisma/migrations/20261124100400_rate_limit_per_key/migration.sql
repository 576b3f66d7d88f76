-- Requests that a key may make in a minute, where it is not what keys of its owner may (src/accounts/api-keys.ts).
ALTER TABLE api_keys ADD COLUMN rate_limit_per_minute integer CHECK (rate_limit_per_minute > 0);
