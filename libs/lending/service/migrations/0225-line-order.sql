-- Lines as whoever watches them sees them, and lines that are changed because of a warning, with its reasons.

ALTER TABLE lending.line_event
  -- The limit before it; not known of events of before it was kept.
  ADD COLUMN limit_before_minor bigint,
  -- The warning that asked for it, and why in words for the borrower; NULL: it was done by hand.
  ADD COLUMN early_warning_id   text COLLATE "C",
  ADD COLUMN reasons            jsonb,
  ADD CHECK ((early_warning_id IS NULL) = (reasons IS NULL));

CREATE VIEW lending.monitored_line WITH (security_invoker = true) AS
SELECT line.tenant_id, line.environment, line.id, line.borrower_id AS "borrowerId", line.product_id AS "productId", line.status,
       line.currency, line.limit_minor AS "limitMinor", line.used_minor AS "usedMinor", line.terms, line.expires_on AS "expiresOn",
       owed.days_past_due AS "daysPastDue", owed.loans_open AS "loansOpen"
FROM lending.credit_line AS line
CROSS JOIN LATERAL (
  SELECT coalesce(max(loan.days_past_due), 0) AS days_past_due, count(*)::integer AS loans_open FROM lending.loan
  WHERE loan.tenant_id = line.tenant_id AND loan.environment = line.environment AND loan.credit_line_id = line.id
    AND loan.status IN ('ACTIVE', 'OVERDUE', 'WRITTEN_OFF')) AS owed
WHERE line.status IN ('ACTIVE', 'FROZEN') OR line.used_minor > 0;
GRANT SELECT ON lending.monitored_line TO fanxing_lending;
