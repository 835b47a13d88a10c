-- Drawdowns of one tenant that come at the same time are committed together (docs/decisions/0136): a statement costs PostgreSQL more
-- than the row that it writes, and a commit more than both.

-- Records of several subjects that went through the same: those in `p_done`, each by its own actor.
CREATE FUNCTION lending.write_audits(
  p_tenant_id text, p_environment text, p_actors jsonb[], p_action text, p_subject_kind text, p_subject_ids text[], p_done text[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, before, after, trace_id)
  SELECT p_tenant_id, p_environment, given.actor ->> 'id', 'lending', p_action, given.actor ->> 'kind', given.actor ->> 'actorId',
         p_subject_kind, given.subject_id, nullif(given.actor -> 'before', 'null'), nullif(given.actor -> 'after', 'null'),
         given.actor ->> 'traceId'
  FROM unnest(p_actors, p_subject_ids) AS given (actor, subject_id) WHERE given.subject_id = ANY (p_done);
END
$$;

-- Reserves several drawdowns, each on a line of its own: the lines' use, the loans, their pending entries, the audit records, and the
-- net that finishes the payments should this process not live to do so. Answers those that were reserved, in no order; a key that was
-- used before is left out, and whoever has it asks for its answer. When one of the lines has moved on since it was read, nothing of it
-- is done.
CREATE FUNCTION lending.draw_down_together(
  p_tenant_id text, p_environment text, p_keys text[], p_request_hashes text[], p_actors jsonb[], p_line_ids text[], p_loan_ids text[],
  p_entry_ids text[], p_amounts_minor bigint[], p_roundings text[], p_drawn_on date, p_term_days integer[], p_due_on date[],
  p_debit_code text, p_credit_code text
) RETURNS TABLE (loan_id text) LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS
$$
DECLARE
  v_claimed text[];
  v_drawn text[];
  v_entry_ids text[];
  v_amounts bigint[];
  v_currencies text[];
  v_count integer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- Somebody holds one of the lines: the others do not wait for that.
  IF cardinality(p_keys) > 1 THEN PERFORM set_config('lock_timeout', '100ms', true); END IF;
  WITH claimed AS (
    INSERT INTO lending.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
    SELECT p_tenant_id, p_environment, 'drawDown', wanted.key, wanted.request_hash, jsonb_build_object('loanId', wanted.loan_id)
    FROM unnest(p_keys, p_request_hashes, p_loan_ids) AS wanted (key, request_hash, loan_id) ORDER BY wanted.key
    ON CONFLICT DO NOTHING RETURNING answer ->> 'loanId' AS loan_id
  )
  SELECT array_agg(claimed.loan_id) INTO v_claimed FROM claimed;
  IF v_claimed IS NULL THEN RETURN; END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_drawn_on);
  WITH wanted AS (
    SELECT * FROM unnest(p_line_ids, p_loan_ids, p_entry_ids, p_amounts_minor, p_roundings, p_term_days, p_due_on)
      AS wanted (line_id, loan_id, entry_id, amount_minor, rounding, term_days, due_on)
    WHERE wanted.loan_id = ANY (v_claimed)
  ), drawn AS (
    UPDATE lending.credit_line AS line SET used_minor = line.used_minor + wanted.amount_minor
    FROM wanted
    WHERE line.tenant_id = p_tenant_id AND line.environment = p_environment AND line.id = wanted.line_id AND line.status = 'ACTIVE'
      AND line.expires_on > p_drawn_on AND line.limit_minor - line.used_minor >= wanted.amount_minor
    RETURNING line.id AS line_id, line.borrower_id, line.daily_rate, line.currency, wanted.loan_id, wanted.entry_id, wanted.amount_minor,
              wanted.rounding, wanted.term_days, wanted.due_on
  ), made AS (
    INSERT INTO lending.loan (tenant_id, environment, id, credit_line_id, borrower_id, entry_id, status, principal_minor, outstanding_minor,
                              accrual_from, daily_rate, currency, rounding, drawn_on, term_days, due_on)
    SELECT p_tenant_id, p_environment, drawn.loan_id, drawn.line_id, drawn.borrower_id, drawn.entry_id, 'DISBURSING', drawn.amount_minor,
           drawn.amount_minor, p_drawn_on, drawn.daily_rate, drawn.currency, drawn.rounding, p_drawn_on, drawn.term_days, drawn.due_on
    FROM drawn RETURNING loan.id, loan.entry_id, loan.principal_minor, loan.currency
  )
  SELECT array_agg(made.id), array_agg(made.entry_id), array_agg(made.principal_minor), array_agg(made.currency)
  INTO v_drawn, v_entry_ids, v_amounts, v_currencies FROM made;
  -- The checks that name their reason were made on the state read before: whoever comes here lost a race since, and reads again.
  IF coalesce(cardinality(v_drawn), 0) <> cardinality(v_claimed) THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  v_count := cardinality(v_drawn);
  PERFORM ledger.enter_together(
    p_tenant_id, p_environment, 'pending', v_entry_ids, array_fill(p_drawn_on, ARRAY[v_count]), array_fill('drawdown'::text, ARRAY[v_count]),
    v_drawn, v_entry_ids || v_entry_ids, array_fill(p_debit_code, ARRAY[v_count]) || array_fill(p_credit_code, ARRAY[v_count]),
    array_fill('debit'::text, ARRAY[v_count]) || array_fill('credit'::text, ARRAY[v_count]), v_amounts || v_amounts,
    v_currencies || v_currencies);
  PERFORM lending.write_audits(p_tenant_id, p_environment, p_actors, 'drawDown', 'loan', p_loan_ids, v_drawn);
  IF NOT EXISTS (SELECT FROM lending.sweep WHERE tenant_id = p_tenant_id AND environment = p_environment) THEN
    PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
  END IF;
  RETURN QUERY SELECT unnest(v_drawn);
END
$$;
-- As hold_disbursement, of several orders that were never given.
CREATE FUNCTION lending.hold_disbursements(p_tenant_id text, p_environment text, p_loan_ids text[], p_until timestamptz[])
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO lending.disbursement (tenant_id, environment, loan_id, given, last_outcome, held_until)
  SELECT p_tenant_id, p_environment, held.loan_id, false, 'HELD', held.until FROM unnest(p_loan_ids, p_until) AS held (loan_id, until)
  ON CONFLICT (tenant_id, environment, loan_id) DO UPDATE SET last_outcome = 'HELD', held_until = EXCLUDED.held_until;
END
$$;

GRANT EXECUTE ON FUNCTION lending.write_audits, lending.draw_down_together, lending.hold_disbursements TO fanxing_lending;
DROP FUNCTION lending.draw_down;
