-- Consents end: what was waiting on one ends with it, and nothing is recorded with it any more, however far it had come.
-- Contracts that were signed stay: a line can still be drawn, since a draw decides nothing anew.

-- Consents that this service was told are withdrawn.
CREATE TABLE lending.withdrawn_consent (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  consent_id   text COLLATE "C" NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, consent_id)
);
SELECT foundation.isolate('lending.withdrawn_consent');
GRANT SELECT, INSERT ON lending.withdrawn_consent TO fanxing_lending;

-- Held until the transaction ends: a withdrawal that comes meanwhile waits, and then finds what was written.
CREATE FUNCTION lending.consent_must_stand(p_tenant_id text, p_environment text, p_consent_id text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_consent_id, 311));
  PERFORM 1 FROM lending.withdrawn_consent w
  WHERE w.tenant_id = p_tenant_id AND w.environment = p_environment AND w.consent_id = p_consent_id;
  IF FOUND THEN PERFORM lending.fail('CONSENT_REQUIRED', '{"purpose": "CREDIT_DECISION"}'); END IF;
END
$$;

-- Ends what waited on a consent: applications under way, and offers that nobody has signed. Once.
CREATE FUNCTION lending.withdraw_consent(
  p_tenant_id text, p_environment text, p_actor jsonb, p_consent_id text, p_borrower_id text, p_withdrawn_at timestamptz
) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM pg_advisory_xact_lock(hashtextextended(p_consent_id, 311));
  INSERT INTO lending.withdrawn_consent (tenant_id, environment, consent_id, withdrawn_at)
  VALUES (p_tenant_id, p_environment, p_consent_id, p_withdrawn_at) ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM lending.end_waiting(p_tenant_id, p_environment, p_actor, p_borrower_id, p_consent_id);
END
$$;

-- Ends a borrower's open offers and the applications they belong to, and applications under way: those of one consent, or
-- all of them.
CREATE FUNCTION lending.end_waiting(
  p_tenant_id text, p_environment text, p_actor jsonb, p_borrower_id text, p_consent_id text
) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_ended text[];
BEGIN
  WITH ended AS (
    UPDATE lending.application AS application SET status = 'WITHDRAWN'
    WHERE application.tenant_id = p_tenant_id AND application.environment = p_environment AND application.borrower_id = p_borrower_id
      AND (p_consent_id IS NULL OR application.consent_id = p_consent_id)
      AND (application.status = 'DECIDING' OR application.status = 'APPROVED' AND EXISTS (
        SELECT FROM lending.offer WHERE offer.tenant_id = p_tenant_id AND offer.environment = p_environment
          AND offer.application_id = application.id AND offer.status = 'OPEN'))
    RETURNING application.id)
  SELECT array_agg(ended.id) INTO v_ended FROM ended;
  IF v_ended IS NULL THEN RETURN; END IF;
  UPDATE lending.offer SET status = 'EXPIRED'
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND application_id = ANY (v_ended) AND status = 'OPEN';
  PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'endApplications', 'borrower', p_borrower_id);
END
$$;

DROP FUNCTION lending.receive_application(text, text, text, text, jsonb, text, text, text, timestamptz);
-- Receives an application: the key, the application itself and what deciding it needs, in one round trip. A repeated
-- request finds the same application, decided or still to be decided; one under way goes on with the consent in force now.
CREATE FUNCTION lending.receive_application(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_actor jsonb, p_application_id text,
  p_borrower_id text, p_product_id text, p_as_of timestamptz, p_consent_id text
) RETURNS TABLE (application_id text, status text, borrower_attributes jsonb, as_of timestamptz) LANGUAGE plpgsql AS
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
    SELECT application.id, application.status, borrower.attributes, application.as_of
    FROM lending.application JOIN lending.borrower USING (tenant_id, environment)
    WHERE application.tenant_id = p_tenant_id AND application.environment = p_environment
      AND application.id = coalesce(v_answer ->> 'applicationId', p_application_id) AND borrower.id = application.borrower_id;
END
$$;

-- Records the decision on an application and, when it approves, the offer. Deciding twice changes nothing. Refused when the
-- consent was withdrawn: the application has ended then.
CREATE OR REPLACE FUNCTION lending.record_decision(
  p_tenant_id text, p_environment text, p_application_id text, p_product_version_id text, p_consent_id text,
  p_decision_id text, p_outcome text, p_reasons jsonb, p_offer jsonb, p_event jsonb
) RETURNS TABLE (recorded boolean) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM lending.consent_must_stand(p_tenant_id, p_environment, p_consent_id);
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

-- Turns a signed offer into a credit line, unless the consent that it rests on was withdrawn. `p_now` comes from the clock port.
CREATE OR REPLACE FUNCTION lending.accept_offer(
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
  -- Before the offer's own lock: a withdrawal takes them in the same order.
  PERFORM lending.consent_must_stand(p_tenant_id, p_environment, application.consent_id)
  FROM lending.offer JOIN lending.application ON application.tenant_id = offer.tenant_id AND application.environment = offer.environment
    AND application.id = offer.application_id
  WHERE offer.tenant_id = p_tenant_id AND offer.environment = p_environment AND offer.id = p_offer_id AND offer.status = 'OPEN'
    AND application.consent_id IS NOT NULL;
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
