-- The terms that a loan is scheduled by: days without business, and what is charged for paying it out.

-- Days without business, as a tenant publishes them for a year. What a tenant did not publish is as it ships with the product.
CREATE TABLE lending.holiday_year (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  calendar     text COLLATE "C" NOT NULL,
  year         integer NOT NULL CHECK (year BETWEEN 1900 AND 9999),
  holidays     date[] NOT NULL,
  -- Days of a weekend that are worked all the same.
  workdays     date[] NOT NULL,
  -- 1 for Monday to 7 for Sunday.
  weekend      integer[] NOT NULL,
  -- Where the days were published.
  source       text NOT NULL CHECK (length(source) BETWEEN 1 AND 200),
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, calendar, year)
);
SELECT foundation.isolate('lending.holiday_year');
GRANT SELECT, INSERT, UPDATE ON lending.holiday_year TO fanxing_lending;

CREATE OR REPLACE VIEW lending.shown_loan WITH (security_invoker = true) AS
SELECT loan.tenant_id, loan.environment, loan.id, loan.credit_line_id AS "creditLineId", loan.borrower_id AS "borrowerId",
       borrower.reference AS "borrowerReference", loan.status, loan.principal_minor AS "principalMinor",
       loan.outstanding_minor AS "outstandingMinor", loan.accrued_units AS "accruedUnits", loan.accrued_minor AS "accruedMinor",
       loan.interest_paid_minor AS "interestPaidMinor", loan.accrual_from AS "accrualFrom", loan.daily_rate AS "dailyRate", loan.currency,
       loan.rounding, loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.version,
       loan.requested_at AS "requestedAt", loan.disbursed_at AS "disbursedAt", loan.failure, book.business_date AS "businessDate",
       borrower.data_key AS "borrowerKey", borrower.reference_sealed AS "borrowerReferenceSealed",
       coalesce(loan.plan, line.terms -> 'repayment') AS plan, line.terms -> 'servicing' AS servicing,
       loan.penalty_units AS "penaltyUnits", loan.penalty_minor AS "penaltyMinor", loan.penalty_paid_minor AS "penaltyPaidMinor",
       loan.fee_minor AS "feeMinor", loan.fee_paid_minor AS "feePaidMinor", loan.capitalised_minor AS "capitalisedMinor",
       loan.credit_minor AS "creditMinor", loan.days_past_due AS "daysPastDue", loan.bucket, loan.tier, loan.stage,
       loan.non_accrual AS "nonAccrual", loan.provision_minor AS "provisionMinor", loan.restructured_on AS "restructuredOn",
       CASE WHEN loan.plan IS NOT NULL THEN (
         SELECT jsonb_agg(jsonb_build_object(
           'number', i.number, 'from', i.interest_from, 'dueOn', i.due_on, 'days', i.days, 'principalMinor', i.principal_minor::text,
           'interestMinor', i.interest_minor::text, 'feeMinor', i.fee_minor::text, 'penaltyUnits', i.penalty_units::text,
           'penaltyMinor', i.penalty_minor::text, 'principalPaidMinor', i.principal_paid_minor::text,
           'interestPaidMinor', i.interest_paid_minor::text, 'feePaidMinor', i.fee_paid_minor::text,
           'penaltyPaidMinor', i.penalty_paid_minor::text) ORDER BY i.number)
         FROM lending.instalment i
         WHERE i.tenant_id = loan.tenant_id AND i.environment = loan.environment AND i.loan_id = loan.id AND NOT i.dropped) END AS instalments,
       line.terms -> 'upfrontFees' AS "upfrontFees"
FROM lending.loan
JOIN lending.borrower ON borrower.tenant_id = loan.tenant_id AND borrower.environment = loan.environment AND borrower.id = loan.borrower_id
JOIN lending.credit_line AS line ON line.tenant_id = loan.tenant_id AND line.environment = loan.environment AND line.id = loan.credit_line_id
JOIN lending.book ON book.tenant_id = loan.tenant_id AND book.environment = loan.environment;

-- Ends a disbursement for which something is charged: as lending.settle_disbursement or lending.settle_instalment_loan, and what the bank
-- keeps is income in the same commit. `p_entries` and `p_movements` are as lending.book_movements takes them.
CREATE FUNCTION lending.settle_charged_loan(
  p_tenant_id text, p_environment text, p_actor jsonb, p_loan_id text, p_paid boolean, p_failure text, p_on date, p_due_on date,
  p_event jsonb, p_plan jsonb, p_instalments jsonb, p_currency text, p_entries jsonb, p_movements jsonb
) RETURNS TABLE (settled boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_settled boolean;
BEGIN
  IF p_plan IS NULL THEN
    SELECT ended.settled INTO v_settled FROM lending.settle_disbursement(
      p_tenant_id, p_environment, p_actor, p_loan_id, p_paid, p_failure, p_on, p_due_on, p_event) AS ended;
  ELSE
    SELECT ended.settled INTO v_settled FROM lending.settle_instalment_loan(
      p_tenant_id, p_environment, p_actor, p_loan_id, p_paid, p_failure, p_on, p_due_on, p_event, p_plan, p_instalments) AS ended;
  END IF;
  IF v_settled AND p_paid THEN
    PERFORM lending.book_movements(p_tenant_id, p_environment, p_currency, p_entries, p_movements);
  END IF;
  RETURN QUERY SELECT v_settled;
END
$$;

-- As before, with what was kept at the disbursement named for what it is.
CREATE OR REPLACE FUNCTION lending.loan_statement(p_tenant_id text, p_environment text, p_loan_id text, p_from date, p_to date, p_limit integer)
RETURNS TABLE (booked_on date, kind text, entry_id text, paid_minor bigint, principal_minor bigint, interest_minor bigint, fee_minor bigint,
               penalty_minor bigint, outstanding_minor bigint) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    WITH line AS (
      SELECT sub.booked_on, sub.entry_id,
             coalesce(sum(sub.amount_minor) FILTER (WHERE sub.code = '1001'), 0)::bigint AS paid,
             coalesce(sum(sub.amount_minor) FILTER (WHERE sub.code = '1301'), 0)::bigint AS principal,
             coalesce(sum(sub.amount_minor) FILTER (WHERE sub.code = '1311'), 0)::bigint AS interest,
             coalesce(sum(sub.amount_minor) FILTER (WHERE sub.code = '1321'), 0)::bigint AS fee,
             coalesce(sum(sub.amount_minor) FILTER (WHERE sub.code = '1331'), 0)::bigint AS penalty
      FROM lending.sub_ledger AS sub
      WHERE sub.tenant_id = p_tenant_id AND sub.environment = p_environment AND sub.loan_id = p_loan_id
      GROUP BY sub.booked_on, sub.entry_id
      HAVING bool_or(sub.code IN ('1001', '1301', '1311', '1321', '1331'))),
    told AS (
      SELECT line.*, CASE WHEN loan.entry_id IS NOT NULL THEN 'DRAWDOWN' WHEN repayment.id IS NOT NULL THEN 'REPAYMENT'
                          -- A day's end moves no money.
                          ELSE coalesce(event.kind, CASE WHEN line.paid <> 0 THEN 'FEE' ELSE 'ACCRUAL' END) END AS kind,
             coalesce(repayment.received_at, event.created_at) AS at
      FROM line
      LEFT JOIN lending.loan ON loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = p_loan_id
        AND loan.entry_id = line.entry_id
      LEFT JOIN lending.repayment ON repayment.tenant_id = p_tenant_id AND repayment.environment = p_environment
        AND repayment.loan_id = p_loan_id AND repayment.entry_id = line.entry_id
      LEFT JOIN lending.loan_event AS event ON event.tenant_id = p_tenant_id AND event.environment = p_environment
        AND event.loan_id = p_loan_id AND event.entry_id = line.entry_id),
    -- A day's own interest is booked at its end, after whatever was paid on it.
    placed AS (
      SELECT told.*, CASE told.kind WHEN 'DRAWDOWN' THEN 0 WHEN 'FEE' THEN 1 WHEN 'ACCRUAL' THEN 3 ELSE 2 END AS place FROM told),
    summed AS (
      SELECT placed.*, sum(placed.principal) OVER (ORDER BY placed.booked_on, placed.place, placed.at, placed.entry_id)::bigint AS outstanding
      FROM placed)
    SELECT summed.booked_on, summed.kind, summed.entry_id, summed.paid, summed.principal, summed.interest, summed.fee, summed.penalty, summed.outstanding
    FROM summed WHERE (p_from IS NULL OR summed.booked_on >= p_from) AND (p_to IS NULL OR summed.booked_on <= p_to)
    ORDER BY summed.booked_on, summed.place, summed.at, summed.entry_id LIMIT p_limit;
END
$$;
