-- What the service reads, named as the code names it. A view asks in the name of whoever reads it, so the tenant's policy holds.

CREATE VIEW lending.shown_application WITH (security_invoker = true) AS
SELECT application.tenant_id, application.environment, application.id, application.status, application.borrower_id AS "borrowerId",
       application.product_id AS "productId", application.as_of AS "asOf", application.received_at AS "receivedAt",
       application.decided_at AS "decidedAt", application.decision_id AS "decisionId", application.outcome, application.reasons,
       offer.id AS "offerId", offer.status AS "offerStatus", offer.limit_minor AS "limitMinor", offer.daily_rate AS "dailyRate",
       offer.currency, offer.expires_at AS "expiresAt"
FROM lending.application
LEFT JOIN lending.offer ON offer.tenant_id = application.tenant_id AND offer.environment = application.environment
  AND offer.application_id = application.id;

CREATE VIEW lending.shown_line WITH (security_invoker = true) AS
SELECT line.tenant_id, line.environment, line.id, line.borrower_id AS "borrowerId", borrower.reference AS "borrowerReference", line.status,
       line.limit_minor AS "limitMinor", line.used_minor AS "usedMinor", line.daily_rate AS "dailyRate", line.currency, line.terms,
       line.opened_on AS "openedOn", line.expires_on AS "expiresOn", book.business_date AS "businessDate"
FROM lending.credit_line AS line
JOIN lending.borrower ON borrower.tenant_id = line.tenant_id AND borrower.environment = line.environment AND borrower.id = line.borrower_id
JOIN lending.book ON book.tenant_id = line.tenant_id AND book.environment = line.environment;

CREATE VIEW lending.shown_loan WITH (security_invoker = true) AS
SELECT loan.tenant_id, loan.environment, loan.id, loan.credit_line_id AS "creditLineId", loan.borrower_id AS "borrowerId",
       borrower.reference AS "borrowerReference", loan.status, loan.principal_minor AS "principalMinor",
       loan.outstanding_minor AS "outstandingMinor", loan.accrued_units AS "accruedUnits", loan.accrued_minor AS "accruedMinor",
       loan.interest_paid_minor AS "interestPaidMinor", loan.accrual_from AS "accrualFrom", loan.daily_rate AS "dailyRate", loan.currency,
       loan.rounding, loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.version,
       loan.requested_at AS "requestedAt", loan.disbursed_at AS "disbursedAt", loan.failure, book.business_date AS "businessDate"
FROM lending.loan
JOIN lending.borrower ON borrower.tenant_id = loan.tenant_id AND borrower.environment = loan.environment AND borrower.id = loan.borrower_id
JOIN lending.book ON book.tenant_id = loan.tenant_id AND book.environment = loan.environment;

-- One of each by its id, and the books' date, in one round trip.
CREATE FUNCTION lending.find_application(p_tenant_id text, p_environment text, p_id text)
RETURNS SETOF lending.shown_application LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT * FROM lending.shown_application AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = p_id;
END
$$;

CREATE FUNCTION lending.find_line(p_tenant_id text, p_environment text, p_id text) RETURNS SETOF lending.shown_line LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT * FROM lending.shown_line AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = p_id;
END
$$;

CREATE FUNCTION lending.find_loan(p_tenant_id text, p_environment text, p_id text) RETURNS SETOF lending.shown_loan LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT * FROM lending.shown_loan AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = p_id;
END
$$;

CREATE FUNCTION lending.find_borrowers(p_tenant_id text, p_environment text, p_ids text[])
RETURNS TABLE (id text, reference text, attributes jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- One look into the primary key for each id: OFFSET 0 keeps the planner from reading all of the tenant's borrowers
  -- instead, which it takes for cheaper while the table has no statistics.
  RETURN QUERY SELECT found.id, found.reference, found.attributes
    FROM unnest(p_ids) AS wanted (id)
    CROSS JOIN LATERAL (
      SELECT borrower.id, borrower.reference, borrower.attributes FROM lending.borrower
      WHERE borrower.tenant_id = p_tenant_id AND borrower.environment = p_environment AND borrower.id = wanted.id
      OFFSET 0) AS found;
END
$$;

CREATE FUNCTION lending.find_offer(p_tenant_id text, p_environment text, p_id text)
RETURNS TABLE (currency text, terms jsonb, status text, borrower_id text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT offer.currency, offer.terms, offer.status, application.borrower_id
    FROM lending.offer JOIN lending.application ON application.tenant_id = offer.tenant_id
      AND application.environment = offer.environment AND application.id = offer.application_id
    WHERE offer.tenant_id = p_tenant_id AND offer.environment = p_environment AND offer.id = p_id;
END
$$;

CREATE FUNCTION lending.current_business_date(p_tenant_id text, p_environment text) RETURNS TABLE (business_date date) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT book.business_date FROM lending.book WHERE book.tenant_id = p_tenant_id AND book.environment = p_environment;
END
$$;

SELECT foundation.grant_service('lending', 'fanxing_lending');
-- What was received, accrued, decided or signed is never taken away.
REVOKE DELETE ON ALL TABLES IN SCHEMA lending FROM fanxing_lending;
