-- What happened to a loan, entry by entry, as a statement shows it: what the borrower paid, and by how much each part of the debt changed.
CREATE FUNCTION lending.loan_statement(p_tenant_id text, p_environment text, p_loan_id text, p_from date, p_to date, p_limit integer)
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
                          ELSE coalesce(event.kind, 'ACCRUAL') END AS kind,
             coalesce(repayment.received_at, event.created_at) AS at
      FROM line
      LEFT JOIN lending.loan ON loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = p_loan_id
        AND loan.entry_id = line.entry_id
      LEFT JOIN lending.repayment ON repayment.tenant_id = p_tenant_id AND repayment.environment = p_environment
        AND repayment.loan_id = p_loan_id AND repayment.entry_id = line.entry_id
      LEFT JOIN lending.loan_event AS event ON event.tenant_id = p_tenant_id AND event.environment = p_environment
        AND event.loan_id = p_loan_id AND event.entry_id = line.entry_id),
    -- A day's own interest is booked at its end, after whatever was paid on it.
    summed AS (
      SELECT told.*, sum(told.principal) OVER (ORDER BY told.booked_on, (told.kind <> 'DRAWDOWN'), (told.kind = 'ACCRUAL'), told.at, told.entry_id)::bigint AS outstanding
      FROM told)
    SELECT summed.booked_on, summed.kind, summed.entry_id, summed.paid, summed.principal, summed.interest, summed.fee, summed.penalty, summed.outstanding
    FROM summed WHERE (p_from IS NULL OR summed.booked_on >= p_from) AND (p_to IS NULL OR summed.booked_on <= p_to)
    ORDER BY summed.booked_on, (summed.kind <> 'DRAWDOWN'), (summed.kind = 'ACCRUAL'), summed.at, summed.entry_id LIMIT p_limit;
END
$$;
