-- A dispute was dated by when we read that it was over. Stripe's event says when it was: the figures of the days follow by their
-- triggers. Where there is no such event, it stays as it is.
UPDATE disputes d SET closed_at = told.at
FROM (SELECT object_id, max(created_at) AS at FROM stripe_events WHERE type = 'charge.dispute.closed' GROUP BY object_id) told
WHERE d.stripe_id = told.object_id AND d.closed_at <> told.at;

UPDATE returns r SET returned_at = d.closed_at
FROM disputes d
WHERE d.id = r.dispute_id AND d.status = 'lost' AND d.closed_at IS NOT NULL AND r.policy = 'full' AND r.returned_at <> d.closed_at;
