-- Cards that expire this month or the next are looked for every hour.
CREATE INDEX payment_methods_expiry ON payment_methods (exp_year, exp_month) WHERE detached_at IS NULL;
