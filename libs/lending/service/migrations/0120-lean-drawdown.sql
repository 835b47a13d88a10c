-- The drawdown, which every customer waits for, with fewer statements (docs/decisions/0128).

-- The books' date is held by a lock that is no row: a row that everybody locks is written by everybody.
CREATE FUNCTION lending.date_gate(p_tenant_id text, p_environment text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
$$ SELECT hashtextextended('business date ' || p_tenant_id || ' ' || p_environment, 0) $$;

CREATE OR REPLACE FUNCTION lending.hold_book(p_tenant_id text, p_environment text, p_business_date date) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('business date ' || p_tenant_id || ' ' || p_environment, 0));
  IF NOT EXISTS (
    SELECT FROM lending.book WHERE tenant_id = p_tenant_id AND environment = p_environment AND business_date = p_business_date
  ) THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
END
$$;

-- Whoever moves the date waits for those who hold it, and those who come meanwhile see it moved.
CREATE FUNCTION lending.wait_for_holders() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock(lending.date_gate(NEW.tenant_id, NEW.environment));
  RETURN NEW;
END
$$;
CREATE TRIGGER wait_for_holders BEFORE UPDATE OF business_date ON lending.book FOR EACH ROW EXECUTE FUNCTION lending.wait_for_holders();

CREATE OR REPLACE FUNCTION lending.draw_down(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_line_id text, p_loan_id text,
  p_entry_id text, p_amount_minor bigint, p_rounding text, p_drawn_on date, p_term_days integer, p_due_on date,
  p_codes text[], p_sides text[]
) RETURNS TABLE (loan_id text, repeated boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
  v_borrower_id text;
  v_daily_rate numeric;
  v_currency text;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO lending.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
  VALUES (p_tenant_id, p_environment, 'drawDown', p_key, p_request_hash, jsonb_build_object('loanId', p_loan_id)) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    v_answer := lending.claim_key(p_tenant_id, p_environment, 'drawDown', p_key, p_request_hash, NULL);
    RETURN QUERY SELECT v_answer ->> 'loanId', true;
    RETURN;
  END IF;
  PERFORM lending.hold_book(p_tenant_id, p_environment, p_drawn_on);
  UPDATE lending.credit_line SET used_minor = used_minor + p_amount_minor
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_line_id AND status = 'ACTIVE'
    AND expires_on > p_drawn_on AND limit_minor - used_minor >= p_amount_minor
  RETURNING borrower_id, daily_rate, currency INTO v_borrower_id, v_daily_rate, v_currency;
  -- The checks that name their reason were made on the state read before: whoever comes here lost a race since, and reads again.
  IF NOT FOUND THEN PERFORM lending.fail('WRITE_CONTENTION'); END IF;
  INSERT INTO lending.loan (tenant_id, environment, id, credit_line_id, borrower_id, entry_id, status, principal_minor, outstanding_minor,
                            accrual_from, daily_rate, currency, rounding, drawn_on, term_days, due_on)
  VALUES (p_tenant_id, p_environment, p_loan_id, p_line_id, v_borrower_id, p_entry_id, 'DISBURSING', p_amount_minor, p_amount_minor,
          p_drawn_on, v_daily_rate, v_currency, p_rounding, p_drawn_on, p_term_days, p_due_on);
  PERFORM ledger.enter(p_tenant_id, p_environment, p_entry_id, 'pending', p_drawn_on, 'drawdown', p_loan_id, p_codes, p_sides,
                       array_fill(p_amount_minor, ARRAY[array_length(p_codes, 1)]), v_currency);
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, before, after, trace_id)
  VALUES (p_tenant_id, p_environment, p_actor ->> 'id', 'lending', 'drawDown', p_actor ->> 'kind', p_actor ->> 'actorId', 'loan', p_loan_id,
          nullif(p_actor -> 'before', 'null'), nullif(p_actor -> 'after', 'null'), p_actor ->> 'traceId');
  IF NOT EXISTS (SELECT FROM lending.sweep WHERE tenant_id = p_tenant_id AND environment = p_environment) THEN
    PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
  END IF;
  RETURN QUERY SELECT p_loan_id, false;
END
$$;
