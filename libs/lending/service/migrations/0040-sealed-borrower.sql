-- A borrower is sealed: each writing of the row makes a data key, which stands in the row, wrapped by the tenant's key, and seals
-- every column of the person under the place where it stands. What is looked up has a blind index beside it. The columns that
-- hold rows of before in the clear are emptied by a job (`seal`), and are NULL in all that is written from now on.

ALTER TABLE lending.borrower
  ALTER COLUMN reference DROP NOT NULL,
  ALTER COLUMN attributes DROP NOT NULL,
  ADD COLUMN data_key bytea,
  ADD COLUMN reference_sealed bytea,
  ADD COLUMN reference_index bytea,
  ADD COLUMN attributes_sealed bytea,
  ADD COLUMN name_sealed bytea,
  ADD COLUMN phone_sealed bytea,
  ADD COLUMN phone_index bytea,
  ADD COLUMN identity_number_sealed bytea,
  ADD COLUMN identity_number_index bytea,
  ADD COLUMN credit_code_sealed bytea,
  ADD COLUMN credit_code_index bytea;
-- Policies bind the tables' owner too, who looks over all tenants' rows here.
ALTER TABLE lending.borrower NO FORCE ROW LEVEL SECURITY;
UPDATE lending.borrower SET reference = NULL, attributes = NULL WHERE erased_at IS NOT NULL;
ALTER TABLE lending.borrower FORCE ROW LEVEL SECURITY;
ALTER TABLE lending.borrower
  ADD CHECK ((data_key IS NULL) = (reference_sealed IS NULL)),
  ADD CHECK ((data_key IS NULL) = (reference_index IS NULL)),
  ADD CHECK ((data_key IS NULL) = (attributes_sealed IS NULL)),
  -- Sealed, or as it was before, or erased: never two of these.
  ADD CHECK (num_nonnulls(data_key, reference, erased_at) = 1);
CREATE UNIQUE INDEX borrower_by_reference ON lending.borrower (tenant_id, environment, reference_index);
CREATE INDEX borrower_by_phone ON lending.borrower (tenant_id, environment, phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX borrower_by_identity_number ON lending.borrower (tenant_id, environment, identity_number_index)
  WHERE identity_number_index IS NOT NULL;
CREATE INDEX borrower_by_credit_code ON lending.borrower (tenant_id, environment, credit_code_index) WHERE credit_code_index IS NOT NULL;
ALTER TABLE lending.erasure ADD COLUMN destroyed_key text;

-- How a borrower is read: the sealed columns with the key that opens them.
CREATE VIEW lending.kept_borrower WITH (security_invoker = true) AS
SELECT borrower.tenant_id, borrower.environment, borrower.id, borrower.reference, borrower.attributes, borrower.data_key AS "dataKey",
       borrower.reference_sealed AS "referenceSealed", borrower.attributes_sealed AS "attributesSealed",
       borrower.name_sealed AS "nameSealed", borrower.phone_sealed AS "phoneSealed",
       borrower.identity_number_sealed AS "identityNumberSealed", borrower.credit_code_sealed AS "creditCodeSealed"
FROM lending.borrower WHERE borrower.erased_at IS NULL;
GRANT SELECT ON lending.kept_borrower TO fanxing_lending;

DROP FUNCTION lending.find_borrowers(text, text, text[]);
CREATE FUNCTION lending.find_borrowers(p_tenant_id text, p_environment text, p_ids text[])
RETURNS SETOF lending.kept_borrower LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT * FROM lending.kept_borrower AS kept
    WHERE kept.tenant_id = p_tenant_id AND kept.environment = p_environment AND kept.id = ANY (p_ids);
END
$$;

-- Whom a drawdown pays comes with the line and the loan, sealed as it stands.
CREATE OR REPLACE VIEW lending.shown_line WITH (security_invoker = true) AS
SELECT line.tenant_id, line.environment, line.id, line.borrower_id AS "borrowerId", borrower.reference AS "borrowerReference", line.status,
       line.limit_minor AS "limitMinor", line.used_minor AS "usedMinor", line.daily_rate AS "dailyRate", line.currency, line.terms,
       line.opened_on AS "openedOn", line.expires_on AS "expiresOn", book.business_date AS "businessDate",
       borrower.data_key AS "borrowerKey", borrower.reference_sealed AS "borrowerReferenceSealed"
FROM lending.credit_line AS line
JOIN lending.borrower ON borrower.tenant_id = line.tenant_id AND borrower.environment = line.environment AND borrower.id = line.borrower_id
JOIN lending.book ON book.tenant_id = line.tenant_id AND book.environment = line.environment;

CREATE OR REPLACE VIEW lending.shown_loan WITH (security_invoker = true) AS
SELECT loan.tenant_id, loan.environment, loan.id, loan.credit_line_id AS "creditLineId", loan.borrower_id AS "borrowerId",
       borrower.reference AS "borrowerReference", loan.status, loan.principal_minor AS "principalMinor",
       loan.outstanding_minor AS "outstandingMinor", loan.accrued_units AS "accruedUnits", loan.accrued_minor AS "accruedMinor",
       loan.interest_paid_minor AS "interestPaidMinor", loan.accrual_from AS "accrualFrom", loan.daily_rate AS "dailyRate", loan.currency,
       loan.rounding, loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.version,
       loan.requested_at AS "requestedAt", loan.disbursed_at AS "disbursedAt", loan.failure, book.business_date AS "businessDate",
       borrower.data_key AS "borrowerKey", borrower.reference_sealed AS "borrowerReferenceSealed"
FROM lending.loan
JOIN lending.borrower ON borrower.tenant_id = loan.tenant_id AND borrower.environment = loan.environment AND borrower.id = loan.borrower_id
JOIN lending.book ON book.tenant_id = loan.tenant_id AND book.environment = loan.environment;

-- The service has no right to delete; this function has, as the owner, whom forced row-level security binds.
DROP FUNCTION lending.erase_borrower(text, text, jsonb, text);
CREATE FUNCTION lending.erase_borrower(
  p_tenant_id text, p_environment text, p_actor jsonb, p_borrower_id text, p_attributes integer, p_key_id text
) RETURNS TABLE (counts jsonb, destroyed_key text) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_counts jsonb;
  v_destroyed_key text;
  v_applications text[];
  v_lines text[];
  v_loans text[];
  v_repayments text[];
  v_open integer;
  v_keys integer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- A draw locks its line first and the borrower after: here it is the same.
  PERFORM 1 FROM lending.credit_line WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id FOR UPDATE;
  PERFORM 1 FROM lending.borrower WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_borrower_id FOR UPDATE;
  IF NOT FOUND THEN PERFORM lending.fail('NOT_FOUND', jsonb_build_object('what', 'borrower', 'id', p_borrower_id)); END IF;
  SELECT erasure.counts, erasure.destroyed_key INTO v_counts, v_destroyed_key FROM lending.erasure
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  IF FOUND THEN RETURN QUERY SELECT v_counts, v_destroyed_key; RETURN; END IF;
  SELECT array_agg(id), count(*) FILTER (WHERE status IN ('PENDING', 'DISBURSING', 'ACTIVE', 'OVERDUE')
                                           OR status = 'WRITTEN_OFF' AND outstanding_minor > 0)
  INTO v_loans, v_open FROM lending.loan
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  IF v_open > 0 THEN PERFORM lending.fail('LOAN_OPEN', jsonb_build_object('loans', v_open)); END IF;
  PERFORM lending.end_waiting(p_tenant_id, p_environment, p_actor, p_borrower_id, NULL);
  SELECT array_agg(id) INTO v_applications FROM lending.application
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  UPDATE lending.credit_line SET status = 'CLOSED'
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id AND status <> 'CLOSED';
  SELECT array_agg(id) INTO v_lines FROM lending.credit_line
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  SELECT array_agg(id) INTO v_repayments FROM lending.repayment
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND loan_id = ANY (v_loans);
  -- A bank's words on a payment that failed may name anybody.
  UPDATE lending.loan SET failure = NULL
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id AND failure IS NOT NULL;
  -- The bank chose the keys of its requests, perhaps with a name in them.
  DELETE FROM lending.idempotency_key
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND (
    operation = 'createBorrower' AND answer = to_jsonb(p_borrower_id)
    OR operation = 'applyForCredit' AND answer ->> 'applicationId' = ANY (v_applications)
    OR operation = 'acceptOffer' AND answer ->> 'creditLineId' = ANY (v_lines)
    OR operation = 'drawDown' AND answer ->> 'loanId' = ANY (v_loans)
    OR operation = 'repay' AND answer ->> 'repaymentId' = ANY (v_repayments));
  GET DIAGNOSTICS v_keys = ROW_COUNT;
  v_counts := jsonb_build_object(
    'borrowersErased', 1, 'attributesErased', p_attributes, 'keysDestroyed', CASE WHEN p_key_id IS NULL THEN 0 ELSE 1 END,
    'requestKeysErased', v_keys, 'applicationsKept', coalesce(cardinality(v_applications), 0),
    'creditLinesKept', coalesce(cardinality(v_lines), 0), 'loansKept', coalesce(cardinality(v_loans), 0),
    'repaymentsKept', coalesce(cardinality(v_repayments), 0));
  -- With the data key goes all that it sealed; the bank's own reference is free again.
  UPDATE lending.borrower SET
    data_key = NULL, reference = NULL, reference_sealed = NULL, reference_index = NULL, attributes = NULL, attributes_sealed = NULL,
    name_sealed = NULL, phone_sealed = NULL, phone_index = NULL, identity_number_sealed = NULL, identity_number_index = NULL,
    credit_code_sealed = NULL, credit_code_index = NULL, erased_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_borrower_id;
  INSERT INTO lending.erasure (tenant_id, environment, borrower_id, counts, destroyed_key, erased_at)
  VALUES (p_tenant_id, p_environment, p_borrower_id, v_counts, p_key_id, clock_timestamp());
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'eraseBorrower', 'borrower', p_borrower_id);
  RETURN QUERY SELECT v_counts, p_key_id;
END
$$;

DROP FUNCTION lending.receive_application(text, text, text, text, jsonb, text, text, text, timestamptz, text);
-- Receives an application: the key, the application itself and what deciding it needs, in one round trip. A repeated
-- request finds the same application, decided or still to be decided; one under way goes on with the consent in force now.
CREATE FUNCTION lending.receive_application(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_application_id text,
  p_borrower_id text, p_product_id text, p_as_of timestamptz, p_consent_id text
) RETURNS TABLE (application_id text, status text, as_of timestamptz, borrower_id text, attributes jsonb, data_key bytea, attributes_sealed bytea) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM lending.consent_must_stand(p_tenant_id, p_environment, p_consent_id);
  v_answer := lending.claim_key(p_tenant_id, p_environment, 'applyForCredit', p_key, p_request_hash,
                                jsonb_build_object('applicationId', p_application_id));
  IF v_answer IS NULL THEN
    INSERT INTO lending.application (tenant_id, environment, id, borrower_id, product_id, status, as_of, consent_id)
    VALUES (p_tenant_id, p_environment, p_application_id, p_borrower_id, p_product_id, 'DECIDING', p_as_of, p_consent_id);
    PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'applyForCredit', 'application', p_application_id);
  ELSE
    UPDATE lending.application AS application SET consent_id = p_consent_id
    WHERE application.tenant_id = p_tenant_id AND application.environment = p_environment
      AND application.id = v_answer ->> 'applicationId' AND application.status = 'DECIDING';
  END IF;
  RETURN QUERY
    SELECT application.id, application.status, application.as_of, borrower.id, borrower.attributes, borrower.data_key, borrower.attributes_sealed
    FROM lending.application JOIN lending.borrower USING (tenant_id, environment)
    WHERE application.tenant_id = p_tenant_id AND application.environment = p_environment
      AND application.id = coalesce(v_answer ->> 'applicationId', p_application_id) AND borrower.id = application.borrower_id;
END
$$;

-- Lets borrowers be sealed under the tenant's newest key, in the background.
CREATE FUNCTION lending.seal_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_lending.add_job(
    'seal', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('seal/%s/%s', p_tenant_id, p_environment));
END
$$;

-- Rows of before this migration are sealed by a job for each tenant. Policies bind the tables' owner too, who looks over all
-- tenants' rows this once.
DO $$
DECLARE
  v_row record;
BEGIN
  IF to_regproc('job_lending.add_job') IS NULL THEN RETURN; END IF;
  ALTER TABLE lending.borrower NO FORCE ROW LEVEL SECURITY;
  FOR v_row IN SELECT DISTINCT tenant_id, environment FROM lending.borrower WHERE reference IS NOT NULL LOOP
    PERFORM lending.seal_later(v_row.tenant_id, v_row.environment, 0);
  END LOOP;
  ALTER TABLE lending.borrower FORCE ROW LEVEL SECURITY;
END $$;

SELECT foundation.grant_keys('fanxing_lending');
GRANT EXECUTE ON FUNCTION lending.erase_borrower(text, text, jsonb, text, integer, text), lending.find_borrowers(text, text, text[]),
  lending.seal_later(text, text, integer) TO fanxing_lending;
