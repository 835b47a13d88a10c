-- Money. Each function is one transaction: the key, the checks under the row's lock, the books, the audit and the net.

-- Reserves the money: the line's use, the loan, the pending entry, and the net that finishes the
-- disbursement should this process not live to do so. The line's row lock makes two draws take turns, so the limit holds.
CREATE FUNCTION lending.draw_down(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_line_id text, p_loan_id text,
  p_entry_id text, p_amount_minor bigint, p_rounding text, p_drawn_on date, p_term_days integer, p_due_on date,
  p_codes text[], p_sides text[]
) RETURNS TABLE (loan_id text, repeated boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
  v_line lending.credit_line;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_answer := lending.claim_key(p_tenant_id, p_environment, 'drawDown', p_key, p_request_hash, jsonb_build_object('loanId', p_loan_id));
  IF v_answer IS NOT NULL THEN RETURN QUERY SELECT v_answer ->> 'loanId', true; RETURN; END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_drawn_on);
  UPDATE lending.credit_line SET used_minor = used_minor + p_amount_minor
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_line_id AND status = 'ACTIVE'
    AND expires_on > p_drawn_on AND limit_minor - used_minor >= p_amount_minor
  RETURNING * INTO v_line;
  -- The checks that name their reason were made on the state read before: whoever comes here lost a race since, and reads again.
  IF NOT FOUND THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  INSERT INTO lending.loan (tenant_id, environment, id, credit_line_id, borrower_id, entry_id, status, principal_minor, outstanding_minor,
                            accrual_from, daily_rate, currency, rounding, drawn_on, term_days, due_on)
  VALUES (p_tenant_id, p_environment, p_loan_id, p_line_id, v_line.borrower_id, p_entry_id, 'DISBURSING', p_amount_minor, p_amount_minor,
          p_drawn_on, v_line.daily_rate, v_line.currency, p_rounding, p_drawn_on, p_term_days, p_due_on);
  PERFORM ledger.enter(p_tenant_id, p_environment, p_entry_id, 'pending', p_drawn_on, 'drawdown', p_loan_id, p_codes, p_sides,
                       array_fill(p_amount_minor, ARRAY[array_length(p_codes, 1)]), v_line.currency);
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'drawDown', 'loan', p_loan_id);
  PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
  RETURN QUERY SELECT p_loan_id, false;
END
$$;

-- Ends a disbursement with what the bank is known to have done: posted and ACTIVE, or voided, FAILED and the line free
-- again. A loan that is no longer DISBURSING is left as it is. Interest and term count from `p_on`, the day of the payment.
CREATE FUNCTION lending.settle_disbursement(
  p_tenant_id text, p_environment text, p_actor jsonb, p_loan_id text, p_paid boolean, p_failure text, p_on date, p_due_on date,
  p_event jsonb
) RETURNS TABLE (settled boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_loan lending.loan;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_loan FROM lending.loan
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id FOR UPDATE;
  IF v_loan.status <> 'DISBURSING' THEN RETURN QUERY SELECT false; RETURN; END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_on);
  PERFORM ledger.settle(p_tenant_id, p_environment, v_loan.entry_id, CASE WHEN p_paid THEN 'posted' ELSE 'voided' END, p_on);
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'settleDisbursement', 'loan', p_loan_id);
  IF p_paid THEN
    PERFORM lending.put_event(p_tenant_id, p_environment, p_event);
    UPDATE lending.loan AS loan
    SET status = 'ACTIVE', drawn_on = p_on, accrual_from = p_on, due_on = p_due_on, disbursed_at = clock_timestamp(), version = loan.version + 1
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id;
  ELSE
    UPDATE lending.credit_line SET used_minor = used_minor - v_loan.principal_minor
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = v_loan.credit_line_id;
    UPDATE lending.loan AS loan SET status = 'FAILED', outstanding_minor = 0, failure = p_failure, version = loan.version + 1
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id;
  END IF;
  RETURN QUERY SELECT true;
END
$$;

-- Writes loans as the domain computed them from the version it read. `p_loans` is [{"id", "version", "status",
-- "outstandingMinor", "accruedUnits", "accruedMinor", "interestPaidMinor", "accrualFrom"}], amounts as text. When one of them has
-- changed since, nothing is written and the caller reads again.
CREATE FUNCTION lending.write_loans(p_tenant_id text, p_environment text, p_loans jsonb) RETURNS void LANGUAGE plpgsql
-- Each loan is found by its key: the planner takes the list for a hundred rows and would read the whole table for one.
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS
$$
DECLARE
  v_written integer;
BEGIN
  UPDATE lending.loan AS loan
  SET status = given.status, outstanding_minor = given."outstandingMinor", accrued_units = given."accruedUnits",
      accrued_minor = given."accruedMinor", interest_paid_minor = given."interestPaidMinor", accrual_from = given."accrualFrom",
      version = loan.version + 1
  FROM jsonb_to_recordset(p_loans) AS given (
    id text, version integer, status text, "outstandingMinor" bigint, "accruedUnits" numeric, "accruedMinor" bigint,
    "interestPaidMinor" bigint, "accrualFrom" date)
  WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = given.id AND loan.version = given.version;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> jsonb_array_length(p_loans) THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
END
$$;

-- Books interest: one entry a day for all loans together, whose sub-ledger is `lending.accrual`. `p_bookings` is [{"loanId", "on",
-- "amountMinor", "entryId"}], with the same entry for the same day.
CREATE FUNCTION lending.book_interest(
  p_tenant_id text, p_environment text, p_currency text, p_bookings jsonb, p_codes text[], p_sides text[]
) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_day record;
BEGIN
  INSERT INTO lending.accrual (tenant_id, environment, loan_id, accrued_on, entry_id, amount_minor)
  SELECT p_tenant_id, p_environment, given."loanId", given."on", given."entryId", given."amountMinor"
  FROM jsonb_to_recordset(p_bookings) AS given ("loanId" text, "on" date, "entryId" text, "amountMinor" bigint);
  FOR v_day IN
    SELECT given."on" AS day, given."entryId" AS entry_id, sum(given."amountMinor")::bigint AS minor
    FROM jsonb_to_recordset(p_bookings) AS given ("on" date, "entryId" text, "amountMinor" bigint)
    GROUP BY given."on", given."entryId" ORDER BY given."on"
  LOOP
    PERFORM ledger.enter(p_tenant_id, p_environment, v_day.entry_id, 'posted', v_day.day, 'accrual', v_day.entry_id, p_codes, p_sides,
                         ARRAY[v_day.minor, v_day.minor], p_currency);
  END LOOP;
END
$$;

-- A part of a day's end: some loans' accrual and status, with the interest that this books.
CREATE FUNCTION lending.close_loans(
  p_tenant_id text, p_environment text, p_currency text, p_loans jsonb, p_bookings jsonb, p_codes text[], p_sides text[]
) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM lending.write_loans(p_tenant_id, p_environment, p_loans);
  PERFORM lending.book_interest(p_tenant_id, p_environment, p_currency, p_bookings, p_codes, p_sides);
END
$$;

-- Receives money on a loan. `p_repayment` is {"id", "entryId", "amountMinor", "interestMinor", "principalMinor"};
-- the loan, the interest of days not booked yet and the entry's lines are as the domain computed them.
CREATE FUNCTION lending.repay(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_loan_id text, p_on date, p_currency text,
  p_repayment jsonb, p_loans jsonb, p_bookings jsonb, p_interest_codes text[], p_interest_sides text[],
  p_codes text[], p_sides text[], p_amounts_minor bigint[], p_event jsonb
) RETURNS TABLE (repayment_id text) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_answer := lending.claim_key(p_tenant_id, p_environment, 'repay', p_key, p_request_hash,
                                jsonb_build_object('repaymentId', p_repayment ->> 'id'));
  IF v_answer IS NOT NULL THEN RETURN QUERY SELECT v_answer ->> 'repaymentId'; RETURN; END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_on);
  PERFORM lending.write_loans(p_tenant_id, p_environment, p_loans);
  PERFORM lending.book_interest(p_tenant_id, p_environment, p_currency, p_bookings, p_interest_codes, p_interest_sides);
  INSERT INTO lending.repayment (tenant_id, environment, id, loan_id, entry_id, amount_minor, interest_minor, principal_minor, currency, booked_on)
  VALUES (p_tenant_id, p_environment, p_repayment ->> 'id', p_loan_id, p_repayment ->> 'entryId', (p_repayment ->> 'amountMinor')::bigint,
          (p_repayment ->> 'interestMinor')::bigint, (p_repayment ->> 'principalMinor')::bigint, p_currency, p_on);
  UPDATE lending.credit_line SET used_minor = used_minor - (p_repayment ->> 'principalMinor')::bigint
  WHERE tenant_id = p_tenant_id AND environment = p_environment
    AND id = (SELECT credit_line_id FROM lending.loan WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id);
  PERFORM ledger.enter(p_tenant_id, p_environment, p_repayment ->> 'entryId', 'posted', p_on, 'repayment', p_repayment ->> 'id',
                       p_codes, p_sides, p_amounts_minor, p_currency);
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'repay', 'repayment', p_repayment ->> 'id');
  PERFORM lending.put_event(p_tenant_id, p_environment, p_event);
  RETURN QUERY SELECT p_repayment ->> 'id';
END
$$;

