-- The statements of all loans of a line, or of a borrower, as one: day by day, a loan's own entries in their order.
CREATE FUNCTION lending.loans_statement(
  p_tenant_id text, p_environment text, p_line_id text, p_borrower_id text, p_from date, p_to date, p_limit integer
) RETURNS TABLE (loan_id text, currency text, booked_on date, kind text, entry_id text, paid_minor bigint, principal_minor bigint,
                 interest_minor bigint, fee_minor bigint, penalty_minor bigint, outstanding_minor bigint) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT loan.id, loan.currency, told.booked_on, told.kind, told.entry_id, told.paid_minor, told.principal_minor, told.interest_minor,
           told.fee_minor, told.penalty_minor, told.outstanding_minor
    FROM lending.loan
    CROSS JOIN LATERAL lending.loan_statement(p_tenant_id, p_environment, loan.id, p_from, p_to, p_limit) WITH ORDINALITY AS told (
      booked_on, kind, entry_id, paid_minor, principal_minor, interest_minor, fee_minor, penalty_minor, outstanding_minor, place)
    WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment
      AND (p_line_id IS NULL OR loan.credit_line_id = p_line_id) AND (p_borrower_id IS NULL OR loan.borrower_id = p_borrower_id)
      AND num_nonnulls(p_line_id, p_borrower_id) = 1 AND loan.status NOT IN ('PENDING', 'DISBURSING', 'FAILED')
    ORDER BY told.booked_on, loan.id, told.place LIMIT p_limit;
END
$$;
