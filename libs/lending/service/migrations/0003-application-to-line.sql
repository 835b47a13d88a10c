-- Whether the borrower is one of the tenant's, and the application that came with this key before, if one did.
CREATE FUNCTION lending.application_begun(
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
    SELECT EXISTS (SELECT FROM lending.borrower WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_borrower_id),
           application.id, application.status
    FROM (SELECT) AS always LEFT JOIN lending.application ON application.tenant_id = p_tenant_id
      AND application.environment = p_environment AND application.id = v_earlier.answer ->> 'applicationId';
END
$$;

-- Receives an application: the key, the application itself and what deciding it needs, in one round trip. A repeated
-- request finds the same application, decided or still to be decided.
CREATE FUNCTION lending.receive_application(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_application_id text,
  p_borrower_id text, p_product_id text, p_as_of timestamptz
) RETURNS TABLE (application_id text, status text, borrower_attributes jsonb, as_of timestamptz) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_answer := lending.claim_key(p_tenant_id, p_environment, 'applyForCredit', p_key, p_request_hash,
                                jsonb_build_object('applicationId', p_application_id));
  IF v_answer IS NULL THEN
    INSERT INTO lending.application (tenant_id, environment, id, borrower_id, product_id, status, as_of)
    VALUES (p_tenant_id, p_environment, p_application_id, p_borrower_id, p_product_id, 'DECIDING', p_as_of);
    PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'applyForCredit', 'application', p_application_id);
  END IF;
  RETURN QUERY
    SELECT application.id, application.status, borrower.attributes, application.as_of
    FROM lending.application JOIN lending.borrower USING (tenant_id, environment)
    WHERE application.tenant_id = p_tenant_id AND application.environment = p_environment
      AND application.id = coalesce(v_answer ->> 'applicationId', p_application_id) AND borrower.id = application.borrower_id;
END
$$;

-- Records the decision on an application and, when it approves, the offer. Deciding twice changes nothing.
-- `p_offer` is NULL on a decline, else {"id", "limitMinor", "dailyRate", "currency", "terms", "expiresAt"}.
CREATE FUNCTION lending.record_decision(
  p_tenant_id text, p_environment text, p_application_id text, p_product_version_id text, p_consent_id text,
  p_decision_id text, p_outcome text, p_reasons jsonb, p_offer jsonb, p_event jsonb
) RETURNS TABLE (recorded boolean) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE lending.application
  SET status = CASE p_outcome WHEN 'APPROVE' THEN 'APPROVED' ELSE 'DECLINED' END, product_version_id = p_product_version_id,
      consent_id = p_consent_id, decision_id = p_decision_id, outcome = p_outcome, reasons = p_reasons, decided_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_application_id AND status = 'DECIDING';
  IF NOT FOUND THEN RETURN QUERY SELECT false; RETURN; END IF;
  IF p_offer IS NOT NULL THEN
    INSERT INTO lending.offer (tenant_id, environment, id, application_id, status, limit_minor, daily_rate, currency, terms, expires_at)
    VALUES (p_tenant_id, p_environment, p_offer ->> 'id', p_application_id, 'OPEN', (p_offer ->> 'limitMinor')::bigint,
            (p_offer ->> 'dailyRate')::numeric, p_offer ->> 'currency', p_offer -> 'terms', (p_offer ->> 'expiresAt')::timestamptz);
  END IF;
  PERFORM lending.put_event(p_tenant_id, p_environment, p_event);
  RETURN QUERY SELECT true;
END
$$;

-- Turns a signed offer into a credit line. `p_now` comes from the clock port.
CREATE FUNCTION lending.accept_offer(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_offer_id text, p_line_id text,
  p_signature jsonb, p_now timestamptz, p_opened_on date, p_expires_on date
) RETURNS TABLE (credit_line_id text) LANGUAGE plpgsql AS
$$
DECLARE
  v_answer jsonb;
  v_offer lending.offer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_answer := lending.claim_key(p_tenant_id, p_environment, 'acceptOffer', p_key, p_request_hash,
                                jsonb_build_object('creditLineId', p_line_id));
  IF v_answer IS NOT NULL THEN RETURN QUERY SELECT v_answer ->> 'creditLineId'; RETURN; END IF;
  SELECT * INTO v_offer FROM lending.offer
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_offer_id FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM lending.fail('NOT_FOUND', jsonb_build_object('what', 'offer', 'id', p_offer_id), 'input.offerId');
  ELSIF v_offer.status <> 'OPEN' THEN
    PERFORM lending.fail('STATE_CONFLICT', jsonb_build_object('what', 'offer', 'status', v_offer.status, 'needed', 'OPEN'));
  ELSIF v_offer.expires_at <= p_now THEN
    PERFORM lending.fail('OFFER_EXPIRED', jsonb_build_object('expiresAt', v_offer.expires_at));
  END IF;
  UPDATE lending.offer SET status = 'ACCEPTED', signature = p_signature, accepted_at = p_now
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_offer_id;
  INSERT INTO lending.credit_line (tenant_id, environment, id, borrower_id, product_id, offer_id, status, limit_minor,
                                   daily_rate, currency, terms, opened_on, expires_on)
  SELECT p_tenant_id, p_environment, p_line_id, application.borrower_id, application.product_id, p_offer_id, 'ACTIVE',
         v_offer.limit_minor, v_offer.daily_rate, v_offer.currency, v_offer.terms, p_opened_on, p_expires_on
  FROM lending.application
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = v_offer.application_id
  ON CONFLICT (tenant_id, environment, borrower_id, product_id) WHERE status IN ('ACTIVE', 'FROZEN') DO NOTHING;
  IF NOT FOUND THEN PERFORM lending.fail('LINE_EXISTS'); END IF;
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'acceptOffer', 'creditLine', p_line_id);
  RETURN QUERY SELECT p_line_id;
END
$$;
