-- Erasure of a borrower: what the law wants kept (contracts, loans, repayments, the books: five years against money
-- laundering, 反洗钱法) stays and is cut off from the person; the rest goes. What was done is kept, so that asking again
-- answers the same.

ALTER TABLE lending.borrower ADD COLUMN erased_at timestamptz;

CREATE TABLE lending.erasure (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  counts      jsonb NOT NULL,
  erased_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, borrower_id)
);
SELECT foundation.isolate('lending.erasure');
GRANT SELECT ON lending.erasure TO fanxing_lending;

-- The service has no right to delete; this function has, as the owner, whom forced row-level security binds.
CREATE FUNCTION lending.erase_borrower(p_tenant_id text, p_environment text, p_actor jsonb, p_borrower_id text)
RETURNS TABLE (counts jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_counts jsonb;
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
  SELECT erasure.counts INTO v_counts FROM lending.erasure
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  IF FOUND THEN RETURN QUERY SELECT v_counts; RETURN; END IF;
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
    'borrowersErased', 1, 'attributesErased', (
      SELECT count(*) FROM lending.borrower b, jsonb_object_keys(b.attributes)
      WHERE b.tenant_id = p_tenant_id AND b.environment = p_environment AND b.id = p_borrower_id),
    'requestKeysErased', v_keys, 'applicationsKept', coalesce(cardinality(v_applications), 0),
    'creditLinesKept', coalesce(cardinality(v_lines), 0), 'loansKept', coalesce(cardinality(v_loans), 0),
    'repaymentsKept', coalesce(cardinality(v_repayments), 0));
  -- Nobody can guess the new reference, and the bank's own is free again.
  UPDATE lending.borrower SET reference = 'erased:' || gen_random_uuid(), attributes = '{}', erased_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_borrower_id;
  INSERT INTO lending.erasure (tenant_id, environment, borrower_id, counts, erased_at)
  VALUES (p_tenant_id, p_environment, p_borrower_id, v_counts, clock_timestamp());
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'eraseBorrower', 'borrower', p_borrower_id);
  RETURN QUERY SELECT v_counts;
END
$$;

-- A borrower who was erased is not found, as one who never was.
CREATE OR REPLACE FUNCTION lending.find_borrowers(p_tenant_id text, p_environment text, p_ids text[])
RETURNS TABLE (id text, reference text, attributes jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT borrower.id, borrower.reference, borrower.attributes FROM lending.borrower
    WHERE borrower.tenant_id = p_tenant_id AND borrower.environment = p_environment AND borrower.id = ANY (p_ids)
      AND borrower.erased_at IS NULL;
END
$$;

CREATE OR REPLACE FUNCTION lending.application_begun(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_borrower_id text
) RETURNS TABLE (borrower_known boolean, application_id text, status text) LANGUAGE plpgsql AS
$$
DECLARE
  v_earlier lending.idempotency_key;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_earlier FROM lending.idempotency_key AS earlier
  WHERE earlier.tenant_id = p_tenant_id AND earlier.environment = p_environment AND earlier.operation = 'applyForCredit' AND earlier.key = p_key;
  IF FOUND AND v_earlier.request_hash <> p_request_hash THEN
    PERFORM lending.fail('IDEMPOTENCY_CONFLICT', '{}', 'input.idempotencyKey');
  END IF;
  RETURN QUERY
    SELECT EXISTS (SELECT FROM lending.borrower
                   WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_borrower_id AND erased_at IS NULL),
           application.id, application.status
    FROM (SELECT) AS always LEFT JOIN lending.application ON application.tenant_id = p_tenant_id
      AND application.environment = p_environment AND application.id = v_earlier.answer ->> 'applicationId';
END
$$;

-- All that this schema holds of a borrower, for the borrower's own request. Amounts are whole minor units as text.
CREATE FUNCTION lending.export_borrower(p_tenant_id text, p_environment text, p_borrower_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT jsonb_build_object(
      'borrower', jsonb_build_object('id', b.id, 'reference', b.reference, 'attributes', b.attributes, 'createdAt', b.created_at),
      'applications', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', a.id, 'status', a.status, 'receivedAt', a."receivedAt", 'decidedAt', a."decidedAt", 'outcome', a.outcome, 'reasons', a.reasons,
          'offer', CASE WHEN a."offerId" IS NOT NULL THEN jsonb_build_object('id', a."offerId", 'status', a."offerStatus",
            'limitMinor', a."limitMinor"::text, 'dailyRate', a."dailyRate"::text, 'currency', a.currency) END) ORDER BY a.id), '[]')
        FROM lending.shown_application a WHERE a.tenant_id = p_tenant_id AND a.environment = p_environment AND a."borrowerId" = b.id),
      'creditLines', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', l.id, 'status', l.status, 'limitMinor', l.limit_minor::text, 'usedMinor', l.used_minor::text, 'currency', l.currency,
          'dailyRate', l.daily_rate::text, 'openedOn', l.opened_on, 'expiresOn', l.expires_on) ORDER BY l.id), '[]')
        FROM lending.credit_line l WHERE l.tenant_id = p_tenant_id AND l.environment = p_environment AND l.borrower_id = b.id),
      'loans', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
          'id', l.id, 'status', l.status, 'principalMinor', l.principal_minor::text, 'outstandingMinor', l.outstanding_minor::text,
          'interestMinor', l.accrued_minor::text, 'currency', l.currency, 'dailyRate', l.daily_rate::text, 'drawnOn', l.drawn_on, 'dueOn', l.due_on,
          'repayments', (
            SELECT coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'amountMinor', r.amount_minor::text, 'bookedOn', r.booked_on) ORDER BY r.id), '[]')
            FROM lending.repayment r WHERE r.tenant_id = p_tenant_id AND r.environment = p_environment AND r.loan_id = l.id)) ORDER BY l.id), '[]')
        FROM lending.loan l WHERE l.tenant_id = p_tenant_id AND l.environment = p_environment AND l.borrower_id = b.id))
    FROM lending.borrower b
    WHERE b.tenant_id = p_tenant_id AND b.environment = p_environment AND b.id = p_borrower_id AND b.erased_at IS NULL;
END
$$;
