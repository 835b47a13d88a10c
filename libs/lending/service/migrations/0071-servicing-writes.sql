-- How servicing is written: loans with their instalments as the domain computed them, and what that moves in the books.

-- As lending.write_loans, with all that servicing knows. `p_instalments` is what the loans with a plan ask for now; what an earlier plan
-- asked for beyond that is dropped.
CREATE FUNCTION lending.write_serviced(p_tenant_id text, p_environment text, p_loans jsonb, p_instalments jsonb) RETURNS void LANGUAGE plpgsql
-- Each loan is found by its key: the planner takes the list for a hundred rows and would read the whole table for one.
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS
$$
DECLARE
  v_written integer;
BEGIN
  UPDATE lending.loan AS loan
  SET status = given.status, outstanding_minor = given."outstandingMinor", accrued_units = given."accruedUnits",
      accrued_minor = given."accruedMinor", interest_paid_minor = given."interestPaidMinor", accrual_from = given."accrualFrom",
      daily_rate = coalesce(given."dailyRate", loan.daily_rate), due_on = given."dueOn", term_days = given."termDays", plan = given.plan,
      penalty_units = given."penaltyUnits", penalty_minor = given."penaltyMinor", penalty_paid_minor = given."penaltyPaidMinor",
      fee_minor = given."feeMinor", fee_paid_minor = given."feePaidMinor", capitalised_minor = given."capitalisedMinor",
      credit_minor = given."creditMinor", days_past_due = given."daysPastDue", bucket = given.bucket, tier = given.tier, stage = given.stage,
      non_accrual = given."nonAccrual", provision_minor = given."provisionMinor", restructured_on = given."restructuredOn",
      version = loan.version + 1
  FROM jsonb_to_recordset(p_loans) AS given (
    id text, version integer, status text, "outstandingMinor" bigint, "accruedUnits" numeric, "accruedMinor" bigint,
    "interestPaidMinor" bigint, "accrualFrom" date, "dailyRate" numeric, "dueOn" date, "termDays" integer, plan jsonb, "penaltyUnits" numeric,
    "penaltyMinor" bigint, "penaltyPaidMinor" bigint, "feeMinor" bigint, "feePaidMinor" bigint, "capitalisedMinor" bigint, "creditMinor" bigint,
    "daysPastDue" integer, bucket text, tier text, stage smallint, "nonAccrual" boolean, "provisionMinor" bigint, "restructuredOn" date)
  WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = given.id AND loan.version = given.version;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> jsonb_array_length(p_loans) THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  PERFORM lending.write_instalments(p_tenant_id, p_environment, p_instalments);
END
$$;

CREATE FUNCTION lending.write_instalments(p_tenant_id text, p_environment text, p_instalments jsonb) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  IF jsonb_array_length(p_instalments) = 0 THEN RETURN; END IF;
  INSERT INTO lending.instalment (tenant_id, environment, loan_id, number, interest_from, due_on, days, principal_minor, interest_minor, fee_minor,
                                  penalty_units, penalty_minor, principal_paid_minor, interest_paid_minor, fee_paid_minor, penalty_paid_minor)
  SELECT p_tenant_id, p_environment, given."loanId", given.number, given."from", given."dueOn", given.days, given."principalMinor",
         given."interestMinor", given."feeMinor", given."penaltyUnits", given."penaltyMinor", given."principalPaidMinor",
         given."interestPaidMinor", given."feePaidMinor", given."penaltyPaidMinor"
  FROM jsonb_to_recordset(p_instalments) AS given (
    "loanId" text, number integer, "from" date, "dueOn" date, days integer, "principalMinor" bigint, "interestMinor" bigint, "feeMinor" bigint,
    "penaltyUnits" numeric, "penaltyMinor" bigint, "principalPaidMinor" bigint, "interestPaidMinor" bigint, "feePaidMinor" bigint,
    "penaltyPaidMinor" bigint)
  ON CONFLICT (tenant_id, environment, loan_id, number) DO UPDATE
  SET interest_from = excluded.interest_from, due_on = excluded.due_on, days = excluded.days, principal_minor = excluded.principal_minor,
      interest_minor = excluded.interest_minor, fee_minor = excluded.fee_minor, penalty_units = excluded.penalty_units,
      penalty_minor = excluded.penalty_minor, principal_paid_minor = excluded.principal_paid_minor,
      interest_paid_minor = excluded.interest_paid_minor, fee_paid_minor = excluded.fee_paid_minor,
      penalty_paid_minor = excluded.penalty_paid_minor, dropped = false;
  UPDATE lending.instalment AS old SET dropped = true
  FROM (SELECT given."loanId" AS loan_id, max(given.number) AS last
        FROM jsonb_to_recordset(p_instalments) AS given ("loanId" text, number integer) GROUP BY given."loanId") AS kept
  WHERE old.tenant_id = p_tenant_id AND old.environment = p_environment AND old.loan_id = kept.loan_id AND old.number > kept.last
    AND NOT old.dropped;
END
$$;

-- Books movements, one journal entry for each of `p_entries`, [{"id", "on", "causeType", "causeId"}]; `p_movements` is [{"entryId", "loanId", "code",
-- "amountMinor"}]. An entry holds the sums of its loans' movements.
CREATE FUNCTION lending.book_movements(p_tenant_id text, p_environment text, p_currency text, p_entries jsonb, p_movements jsonb)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_entry record;
BEGIN
  IF jsonb_array_length(p_movements) = 0 THEN RETURN; END IF;
  INSERT INTO lending.movement (tenant_id, environment, loan_id, entry_id, code, amount_minor, booked_on)
  SELECT p_tenant_id, p_environment, moved."loanId", moved."entryId", moved.code, moved."amountMinor", entry."on"
  FROM jsonb_to_recordset(p_movements) AS moved ("entryId" text, "loanId" text, code text, "amountMinor" bigint)
  JOIN jsonb_to_recordset(p_entries) AS entry (id text, "on" date) ON entry.id = moved."entryId";
  FOR v_entry IN
    SELECT entry.id, entry."on" AS booked_on, entry."causeType" AS cause_type, entry."causeId" AS cause_id,
           array_agg(line.code ORDER BY line.code) AS codes, array_agg(line.side ORDER BY line.code) AS sides,
           array_agg(line.minor ORDER BY line.code) AS amounts
    FROM jsonb_to_recordset(p_entries) AS entry (id text, "on" date, "causeType" text, "causeId" text)
    JOIN (SELECT moved."entryId", moved.code, CASE WHEN sum(moved."amountMinor") > 0 THEN 'debit' ELSE 'credit' END AS side,
                 abs(sum(moved."amountMinor"))::bigint AS minor
          FROM jsonb_to_recordset(p_movements) AS moved ("entryId" text, code text, "amountMinor" bigint)
          GROUP BY moved."entryId", moved.code HAVING sum(moved."amountMinor") <> 0) AS line ON line."entryId" = entry.id
    GROUP BY 1, 2, 3, 4 ORDER BY 2, 1
  LOOP
    PERFORM ledger.enter(p_tenant_id, p_environment, v_entry.id, 'posted', v_entry.booked_on, v_entry.cause_type, v_entry.cause_id,
                         v_entry.codes, v_entry.sides, v_entry.amounts, p_currency);
  END LOOP;
END
$$;

-- A part of a day's end: loans closed up to a day, with the interest and the movements that this books.
CREATE FUNCTION lending.close_serviced(
  p_tenant_id text, p_environment text, p_currency text, p_loans jsonb, p_instalments jsonb, p_bookings jsonb, p_codes text[], p_sides text[],
  p_entries jsonb, p_movements jsonb
) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM lending.write_serviced(p_tenant_id, p_environment, p_loans, p_instalments);
  PERFORM lending.book_interest(p_tenant_id, p_environment, p_currency, p_bookings, p_codes, p_sides);
  PERFORM lending.book_movements(p_tenant_id, p_environment, p_currency, p_entries, p_movements);
END
$$;

-- One change of one loan, whatever it is. `p_change` is {"operation", "id", "kind", "subjectKind", "entryId", "details"}; a repayment's details are its parts, a
-- reversal's the repayment and how later ones are divided now. `p_released_minor` comes back to the line.
CREATE FUNCTION lending.change_loan(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_loan_id text, p_on date, p_currency text,
  p_change jsonb, p_loans jsonb, p_instalments jsonb, p_bookings jsonb, p_codes text[], p_sides text[], p_entries jsonb, p_movements jsonb,
  p_released_minor bigint, p_event jsonb
) RETURNS TABLE (change_id text) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
  v_details jsonb := p_change -> 'details';
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_answer := lending.claim_key(p_tenant_id, p_environment, p_change ->> 'operation', p_key, p_request_hash,
                                jsonb_build_object(p_change ->> 'answer', p_change ->> 'id'));
  IF v_answer IS NOT NULL THEN RETURN QUERY SELECT v_answer ->> (p_change ->> 'answer'); RETURN; END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_on);
  PERFORM lending.write_serviced(p_tenant_id, p_environment, p_loans, p_instalments);
  PERFORM lending.book_interest(p_tenant_id, p_environment, p_currency, p_bookings, p_codes, p_sides);
  IF p_change ->> 'kind' = 'REPAYMENT' THEN
    INSERT INTO lending.repayment (tenant_id, environment, id, loan_id, entry_id, amount_minor, interest_minor, principal_minor, fee_minor,
                                   penalty_minor, credit_minor, currency, booked_on)
    VALUES (p_tenant_id, p_environment, p_change ->> 'id', p_loan_id, p_change ->> 'entryId', (v_details ->> 'amountMinor')::bigint,
            (v_details ->> 'interestMinor')::bigint, (v_details ->> 'principalMinor')::bigint, (v_details ->> 'feeMinor')::bigint,
            (v_details ->> 'penaltyMinor')::bigint, (v_details ->> 'creditMinor')::bigint, p_currency, p_on);
  ELSE
    INSERT INTO lending.loan_event (tenant_id, environment, id, loan_id, kind, booked_on, details, entry_id)
    VALUES (p_tenant_id, p_environment, p_change ->> 'id', p_loan_id, p_change ->> 'kind', p_on, v_details - 'reallocations', p_change ->> 'entryId');
  END IF;
  IF p_change ->> 'kind' = 'REVERSAL' THEN
    UPDATE lending.repayment SET reversal_id = p_change ->> 'id'
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = v_details ->> 'repaymentId' AND reversal_id IS NULL;
    IF NOT FOUND THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
    INSERT INTO lending.reallocation (tenant_id, environment, repayment_id, reversal_id, interest_minor, principal_minor, fee_minor,
                                      penalty_minor, credit_minor)
    SELECT p_tenant_id, p_environment, given."repaymentId", p_change ->> 'id', given."interestMinor", given."principalMinor", given."feeMinor",
           given."penaltyMinor", given."creditMinor"
    FROM jsonb_to_recordset(v_details -> 'reallocations') AS given (
      "repaymentId" text, "interestMinor" bigint, "principalMinor" bigint, "feeMinor" bigint, "penaltyMinor" bigint, "creditMinor" bigint);
  END IF;
  UPDATE lending.credit_line SET used_minor = used_minor - p_released_minor
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND p_released_minor <> 0
    AND id = (SELECT credit_line_id FROM lending.loan WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id);
  PERFORM lending.book_movements(p_tenant_id, p_environment, p_currency, p_entries, p_movements);
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, p_change ->> 'operation', p_change ->> 'subjectKind', p_change ->> 'subjectId');
  IF p_event IS NOT NULL THEN PERFORM lending.put_event(p_tenant_id, p_environment, p_event); END IF;
  RETURN QUERY SELECT p_change ->> 'id';
END
$$;

-- As lending.settle_disbursement, for a loan that comes back in instalments: they count from the day of the payment.
CREATE FUNCTION lending.settle_instalment_loan(
  p_tenant_id text, p_environment text, p_actor jsonb, p_loan_id text, p_paid boolean, p_failure text, p_on date, p_due_on date,
  p_event jsonb, p_plan jsonb, p_instalments jsonb
) RETURNS TABLE (settled boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_settled boolean;
BEGIN
  SELECT ended.settled INTO v_settled FROM lending.settle_disbursement(
    p_tenant_id, p_environment, p_actor, p_loan_id, p_paid, p_failure, p_on, p_due_on, p_event) AS ended;
  IF v_settled AND p_paid THEN
    UPDATE lending.loan SET plan = p_plan, term_days = p_due_on - p_on
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id;
    PERFORM lending.write_instalments(p_tenant_id, p_environment, p_instalments);
  END IF;
  RETURN QUERY SELECT v_settled;
END
$$;

-- The life of a loan, oldest first, without repayments that were reversed: what a reversal lives again.
CREATE FUNCTION lending.loan_history(p_tenant_id text, p_environment text, p_loan_id text)
RETURNS TABLE (id text, kind text, booked_on date, amount_minor bigint, details jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT happened.id, happened.kind, happened.booked_on, happened.amount_minor, happened.details
    FROM (SELECT r.id, 'REPAYMENT' AS kind, r.booked_on, r.amount_minor, '{}'::jsonb AS details, r.received_at AS at
          FROM lending.repayment r
          WHERE r.tenant_id = p_tenant_id AND r.environment = p_environment AND r.loan_id = p_loan_id AND r.reversal_id IS NULL
          UNION ALL
          SELECT e.id, e.kind, e.booked_on, coalesce((e.details ->> 'amountMinor')::bigint, 0), e.details, e.created_at
          FROM lending.loan_event e
          WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.loan_id = p_loan_id AND e.kind <> 'REVERSAL') AS happened
    ORDER BY happened.booked_on, happened.at, happened.id;
END
$$;

-- A repayment with its parts as they are divided now.
CREATE VIEW lending.shown_repayment WITH (security_invoker = true) AS
SELECT repayment.tenant_id, repayment.environment, repayment.id, repayment.loan_id AS "loanId", repayment.amount_minor AS "amountMinor",
       coalesce(divided.interest_minor, repayment.interest_minor) AS "interestMinor",
       coalesce(divided.principal_minor, repayment.principal_minor) AS "principalMinor",
       coalesce(divided.fee_minor, repayment.fee_minor) AS "feeMinor", coalesce(divided.penalty_minor, repayment.penalty_minor) AS "penaltyMinor",
       coalesce(divided.credit_minor, repayment.credit_minor) AS "creditMinor", repayment.currency, repayment.booked_on AS "bookedOn",
       repayment.received_at AS "receivedAt", repayment.reversal_id AS "reversalId"
FROM lending.repayment LEFT JOIN LATERAL (
  SELECT r.* FROM lending.reallocation r
  WHERE r.tenant_id = repayment.tenant_id AND r.environment = repayment.environment AND r.repayment_id = repayment.id
  ORDER BY r.reversal_id DESC LIMIT 1) AS divided ON true;
GRANT SELECT ON lending.shown_repayment TO fanxing_lending;
