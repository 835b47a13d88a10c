-- Changes of loans of one tenant that come at the same time are committed together, as drawdowns are (docs/decisions/0136).

-- As lending.book_movements, all entries at once.
CREATE FUNCTION lending.book_movements_together(p_tenant_id text, p_environment text, p_currency text, p_entries jsonb, p_movements jsonb)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
DECLARE
  v_entries record;
  v_lines record;
BEGIN
  IF jsonb_array_length(p_movements) = 0 THEN RETURN; END IF;
  INSERT INTO lending.movement (tenant_id, environment, loan_id, entry_id, code, amount_minor, booked_on)
  SELECT p_tenant_id, p_environment, moved."loanId", moved."entryId", moved.code, moved."amountMinor", entry."on"
  FROM jsonb_to_recordset(p_movements) AS moved ("entryId" text, "loanId" text, code text, "amountMinor" bigint)
  JOIN jsonb_to_recordset(p_entries) AS entry (id text, "on" date) ON entry.id = moved."entryId";
  SELECT array_agg(line.entry_id ORDER BY line.entry_id, line.code) AS entry_ids, array_agg(line.code ORDER BY line.entry_id, line.code) AS codes,
         array_agg(CASE WHEN line.minor > 0 THEN 'debit' ELSE 'credit' END ORDER BY line.entry_id, line.code) AS sides,
         array_agg(abs(line.minor) ORDER BY line.entry_id, line.code) AS amounts INTO v_lines
  FROM (SELECT moved."entryId" AS entry_id, moved.code, sum(moved."amountMinor")::bigint AS minor
        FROM jsonb_to_recordset(p_movements) AS moved ("entryId" text, code text, "amountMinor" bigint)
        GROUP BY moved."entryId", moved.code HAVING sum(moved."amountMinor") <> 0) AS line;
  IF v_lines.entry_ids IS NULL THEN RETURN; END IF;
  SELECT array_agg(entry.id) AS ids, array_agg(entry."on") AS days, array_agg(entry."causeType") AS cause_types,
         array_agg(entry."causeId") AS cause_ids INTO v_entries
  FROM jsonb_to_recordset(p_entries) AS entry (id text, "on" date, "causeType" text, "causeId" text)
  WHERE entry.id = ANY (v_lines.entry_ids);
  PERFORM ledger.enter_together(p_tenant_id, p_environment, 'posted', v_entries.ids, v_entries.days, v_entries.cause_types,
                                v_entries.cause_ids, v_lines.entry_ids, v_lines.codes, v_lines.sides, v_lines.amounts,
                                array_fill(p_currency, ARRAY[cardinality(v_lines.entry_ids)]));
END
$$;

-- Several changes of loans, each of a loan of its own, on one day of the books and in one currency. `p_changes` is [{"operation", "key",
-- "requestHash", "answer", "id", "kind", "subjectKind", "subjectId", "loanId", "entryId", "details", "releasedMinor", "actor", "event"}]; a
-- repayment's details are its parts, a reversal's the repayment and how later ones are divided now; what is released comes back to the
-- line. The other parameters are those of the functions that write them, for all loans together. Answers nothing when all of it is
-- done; the one change whose key was used before gets that change's id; several of which one has such a key are not done.
CREATE FUNCTION lending.change_loans(
  p_tenant_id text, p_environment text, p_on date, p_currency text, p_changes jsonb, p_loans jsonb, p_instalments jsonb, p_bookings jsonb,
  p_codes text[], p_sides text[], p_entries jsonb, p_movements jsonb
) RETURNS TABLE (change_id text) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS
$$
DECLARE
  v_count constant integer := jsonb_array_length(p_changes);
  v_first constant jsonb := p_changes -> 0;
  v_written integer;
  v_answer jsonb;
  v_reversal jsonb;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- Somebody holds one of the loans or lines: the others do not wait for that.
  IF v_count > 1 THEN PERFORM set_config('lock_timeout', '100ms', true); END IF;
  INSERT INTO lending.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
  SELECT p_tenant_id, p_environment, change.operation, change.key, change."requestHash", jsonb_build_object(change.answer, change.id)
  FROM jsonb_to_recordset(p_changes) AS change (operation text, key text, "requestHash" text, answer text, id text) ORDER BY change.key
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> v_count AND v_count > 1 THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  IF v_written <> v_count THEN
    v_answer := lending.claim_key(p_tenant_id, p_environment, v_first ->> 'operation', v_first ->> 'key', v_first ->> 'requestHash', NULL);
    RETURN QUERY SELECT v_answer ->> (v_first ->> 'answer');
    RETURN;
  END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_on);
  PERFORM lending.write_serviced(p_tenant_id, p_environment, p_loans, p_instalments);
  IF jsonb_array_length(p_bookings) > 0 THEN
    PERFORM lending.book_interest(p_tenant_id, p_environment, p_currency, p_bookings, p_codes, p_sides);
  END IF;
  INSERT INTO lending.repayment (tenant_id, environment, id, loan_id, entry_id, amount_minor, interest_minor, principal_minor, fee_minor,
                                 penalty_minor, credit_minor, currency, booked_on)
  SELECT p_tenant_id, p_environment, change.id, change."loanId", change."entryId", (change.details ->> 'amountMinor')::bigint,
         (change.details ->> 'interestMinor')::bigint, (change.details ->> 'principalMinor')::bigint, (change.details ->> 'feeMinor')::bigint,
         (change.details ->> 'penaltyMinor')::bigint, (change.details ->> 'creditMinor')::bigint, p_currency, p_on
  FROM jsonb_to_recordset(p_changes) AS change (id text, kind text, "loanId" text, "entryId" text, details jsonb)
  WHERE change.kind = 'REPAYMENT';
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> v_count THEN
    INSERT INTO lending.loan_event (tenant_id, environment, id, loan_id, kind, booked_on, details, entry_id)
    SELECT p_tenant_id, p_environment, change.id, change."loanId", change.kind, p_on, change.details - 'reallocations', change."entryId"
    FROM jsonb_to_recordset(p_changes) AS change (id text, kind text, "loanId" text, "entryId" text, details jsonb)
    WHERE change.kind <> 'REPAYMENT';
    FOR v_reversal IN SELECT change FROM jsonb_array_elements(p_changes) AS change WHERE change ->> 'kind' = 'REVERSAL' LOOP
      PERFORM lending.reverse_repayment(p_tenant_id, p_environment, v_reversal ->> 'id', v_reversal -> 'details');
    END LOOP;
  END IF;
  UPDATE lending.credit_line AS line SET used_minor = line.used_minor - back.minor
  FROM (SELECT loan.credit_line_id, sum(change."releasedMinor")::bigint AS minor
        FROM jsonb_to_recordset(p_changes) AS change ("loanId" text, "releasedMinor" bigint)
        JOIN lending.loan ON loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = change."loanId"
        WHERE change."releasedMinor" <> 0 GROUP BY loan.credit_line_id ORDER BY loan.credit_line_id) AS back
  WHERE line.tenant_id = p_tenant_id AND line.environment = p_environment AND line.id = back.credit_line_id;
  PERFORM lending.book_movements_together(p_tenant_id, p_environment, p_currency, p_entries, p_movements);
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, before, after, trace_id)
  SELECT p_tenant_id, p_environment, change.actor ->> 'id', 'lending', change.operation, change.actor ->> 'kind', change.actor ->> 'actorId',
         change."subjectKind", change."subjectId", nullif(change.actor -> 'before', 'null'), nullif(change.actor -> 'after', 'null'),
         change.actor ->> 'traceId'
  FROM jsonb_to_recordset(p_changes) AS change (operation text, actor jsonb, "subjectKind" text, "subjectId" text);
  INSERT INTO lending.outbox_event (tenant_id, environment, id, type, occurred_at, payload)
  SELECT p_tenant_id, p_environment, change.event ->> 'id', change.event ->> 'type', (change.event ->> 'occurredAt')::timestamptz,
         change.event -> 'payload'
  FROM jsonb_to_recordset(p_changes) AS change (event jsonb);
  PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
END
$$;

-- The repayment stands no more, and later ones are divided otherwise.
CREATE FUNCTION lending.reverse_repayment(p_tenant_id text, p_environment text, p_reversal_id text, p_details jsonb)
RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE lending.repayment SET reversal_id = p_reversal_id
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_details ->> 'repaymentId' AND reversal_id IS NULL;
  IF NOT FOUND THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  INSERT INTO lending.reallocation (tenant_id, environment, repayment_id, reversal_id, interest_minor, principal_minor, fee_minor,
                                    penalty_minor, credit_minor)
  SELECT p_tenant_id, p_environment, given."repaymentId", p_reversal_id, given."interestMinor", given."principalMinor", given."feeMinor",
         given."penaltyMinor", given."creditMinor"
  FROM jsonb_to_recordset(p_details -> 'reallocations') AS given (
    "repaymentId" text, "interestMinor" bigint, "principalMinor" bigint, "feeMinor" bigint, "penaltyMinor" bigint, "creditMinor" bigint);
END
$$;

DROP FUNCTION lending.change_loan;
GRANT EXECUTE ON FUNCTION lending.book_movements_together, lending.change_loans, lending.reverse_repayment TO fanxing_lending;
