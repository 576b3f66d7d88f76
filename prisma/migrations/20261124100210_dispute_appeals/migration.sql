-- A lost dispute may be appealed: it is open again then, and its money stays withdrawn until that is decided.

ALTER TABLE disputes DROP CONSTRAINT disputes_status_check;
ALTER TABLE disputes ADD CONSTRAINT disputes_status_check
  CHECK (status IN ('warning_needs_response', 'warning_under_review', 'warning_closed', 'needs_response', 'under_review',
                    'appeal_needs_response', 'appeal_under_review', 'won', 'lost', 'prevented'));

CREATE OR REPLACE FUNCTION app.refundable_minor(payment uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN EXISTS (
           SELECT FROM disputes d WHERE d.payment_id = p.id AND NOT d.is_charge_refundable
             AND d.status NOT IN ('won', 'lost', 'warning_closed', 'prevented'))
         THEN 0
         ELSE greatest(0, p.received_minor
           - coalesce((SELECT sum(r.amount_minor) FROM refunds r
                       WHERE r.payment_id = p.id AND r.status NOT IN ('failed', 'canceled')), 0)
           - coalesce((SELECT sum(d.amount_minor) FROM disputes d
                       WHERE d.payment_id = p.id AND (d.status = 'lost' OR (d.funds_withdrawn AND d.status <> 'won'))), 0))
         END::bigint
  FROM payments p WHERE p.id = payment
$$;
