-- Events by purpose: each stands under its category, and the only way to read one is a function that is told for what.

-- What was kept before gets the category of its kind. A kind that means something at one bank only has none that any
-- purpose needs: nobody declared it.
ALTER TABLE risk.event ADD COLUMN category text;
ALTER TABLE risk.event ALTER COLUMN category SET DATA TYPE text USING
  CASE kind WHEN 'balance' THEN 'ACCOUNTS' WHEN 'payment' THEN 'PAYMENTS' WHEN 'order' THEN 'ORDERS' WHEN 'repayment' THEN 'REPAYMENT'
            ELSE 'UNDECLARED' END;
ALTER TABLE risk.event ALTER COLUMN category SET NOT NULL;

CREATE FUNCTION risk.fail(p_reason text, p_details jsonb DEFAULT '{}', p_path text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = p_reason, DETAIL = p_details::text, HINT = coalesce(p_path, '');
END
$$;

-- What a decision rested on, and since when nothing new may rest on it.
ALTER TABLE risk.decision
  ADD COLUMN consent_id text COLLATE "C",
  ADD COLUMN categories text[] NOT NULL DEFAULT foundation.purpose_categories('CREDIT_DECISION'),
  ADD COLUMN unusable_since timestamptz,
  ADD COLUMN erased_at timestamptz;
ALTER TABLE risk.decision ALTER COLUMN categories DROP DEFAULT;
CREATE INDEX decision_by_borrower ON risk.decision (tenant_id, environment, borrower_id, id);

-- Consents that this service was told are withdrawn. A decision that would rest on one is refused where it is written,
-- however far it had come.
CREATE TABLE risk.withdrawn_consent (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  consent_id   text COLLATE "C" NOT NULL,
  withdrawn_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, consent_id)
);
SELECT foundation.isolate('risk.withdrawn_consent');
GRANT SELECT, INSERT ON risk.withdrawn_consent TO fanxing_risk;

-- Notes a withdrawal, once, and marks what was derived: decisions stay as a record and nothing new may use them.
CREATE FUNCTION risk.withdraw_consent(
  p_tenant_id text, p_environment text, p_consent_id text, p_borrower_id text, p_withdrawn_at timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- Waits for decisions that are being written with this consent, so that none is missed below.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_consent_id, 310));
  INSERT INTO risk.withdrawn_consent (tenant_id, environment, consent_id, withdrawn_at)
  VALUES (p_tenant_id, p_environment, p_consent_id, p_withdrawn_at) ON CONFLICT DO NOTHING;
  UPDATE risk.decision SET unusable_since = p_withdrawn_at
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id
    AND consent_id = p_consent_id AND unusable_since IS NULL;
END
$$;

DROP FUNCTION risk.begin_decision(text, text, text, text);
-- What deciding starts from: the decision that this application has already, or the strategy in force for the product.
-- Nothing starts from a consent that was withdrawn, nor from a decision that rests on one.
CREATE FUNCTION risk.begin_decision(p_tenant_id text, p_environment text, p_application_id text, p_product_code text, p_consent_id text)
RETURNS TABLE (decision_id text, answer jsonb, strategy_id text, known_until timestamptz) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_not_be_withdrawn(p_tenant_id, p_environment, p_consent_id);
  RETURN QUERY
    SELECT decision.id, decision.answer, strategy.id, clock_timestamp()
    FROM (SELECT) AS always
    LEFT JOIN risk.decision ON decision.tenant_id = p_tenant_id AND decision.environment = p_environment
      AND decision.application_id = p_application_id AND decision.unusable_since IS NULL
    LEFT JOIN LATERAL (
      SELECT published.id FROM risk.strategy AS published
      WHERE published.tenant_id = p_tenant_id AND published.environment = p_environment AND published.product_code = p_product_code
      ORDER BY published.version DESC LIMIT 1) AS strategy ON true;
END
$$;

-- Held until the transaction ends: a withdrawal that comes meanwhile waits, and then finds what was written.
CREATE FUNCTION risk.must_not_be_withdrawn(p_tenant_id text, p_environment text, p_consent_id text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_consent_id, 310));
  PERFORM 1 FROM risk.withdrawn_consent w
  WHERE w.tenant_id = p_tenant_id AND w.environment = p_environment AND w.consent_id = p_consent_id;
  IF FOUND THEN PERFORM risk.fail('CONSENT_REQUIRED', '{"purpose": "CREDIT_DECISION"}'); END IF;
END
$$;

DROP FUNCTION risk.events_before(text, text, text, timestamptz, timestamptz);
-- What was known of a borrower, for a purpose and of the categories that are asked for: events strictly before a moment,
-- received by another. Asking for what the purpose does not need is refused. It runs as the owner, whom forced row-level
-- security binds: the service itself can not read the table past it.
CREATE FUNCTION risk.events_for(
  p_tenant_id text, p_environment text, p_purpose text, p_categories text[], p_borrower_id text, p_as_of timestamptz, p_known_until timestamptz
) RETURNS TABLE (id text, kind text, at timestamptz, amount_minor bigint, currency text, direction text, counterparty text, channel text, fields jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM foundation.must_need(p_purpose, p_categories);
  RETURN QUERY
    SELECT event.id, event.kind, event.at, event.amount_minor, event.currency, event.direction, event.counterparty, event.channel, event.fields
    FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = p_borrower_id
      AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity') AND event.category = ANY (p_categories)
    ORDER BY event.at, event.id;
END
$$;
REVOKE SELECT ON risk.event FROM fanxing_risk;
-- An event that comes twice is recognised by its key.
GRANT SELECT (tenant_id, environment, id) ON risk.event TO fanxing_risk;

DROP FUNCTION risk.record_decision(
  text, text, text, text, text, text, timestamptz, timestamptz, jsonb, jsonb, jsonb, jsonb, text);
-- Keeps a decision, the first for its application; answers the one that is kept. Refused when the consent was withdrawn.
CREATE FUNCTION risk.record_decision(
  p_tenant_id text, p_environment text, p_id text, p_application_id text, p_borrower_id text, p_strategy_id text, p_as_of timestamptz,
  p_known_until timestamptz, p_attributes jsonb, p_values_used jsonb, p_answer jsonb, p_trace jsonb, p_fingerprint text,
  p_consent_id text, p_categories text[]
) RETURNS TABLE (decision_id text, answer jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_not_be_withdrawn(p_tenant_id, p_environment, p_consent_id);
  INSERT INTO risk.decision (tenant_id, environment, id, application_id, borrower_id, strategy_id, as_of, known_until, attributes,
                             values_used, answer, trace, fingerprint, consent_id, categories)
  VALUES (p_tenant_id, p_environment, p_id, p_application_id, p_borrower_id, p_strategy_id, p_as_of, p_known_until, p_attributes,
          p_values_used, p_answer, p_trace, p_fingerprint, p_consent_id, p_categories)
  ON CONFLICT (tenant_id, environment, application_id) DO NOTHING;
  IF NOT FOUND THEN
    PERFORM 1 FROM risk.decision
    WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.application_id = p_application_id
      AND decision.unusable_since IS NOT NULL;
    IF FOUND THEN PERFORM risk.fail('CONSENT_REQUIRED', '{"purpose": "CREDIT_DECISION"}'); END IF;
  END IF;
  RETURN QUERY SELECT decision.id, decision.answer FROM risk.decision
    WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.application_id = p_application_id;
END
$$;
