-- A plan's page and its end read the invoices of one subscription; the catalogue counts the subscriptions of a price.
CREATE INDEX invoices_subscription ON invoices (subscription_id) WHERE subscription_id IS NOT NULL;
CREATE INDEX subscriptions_price ON subscriptions (price_id);
