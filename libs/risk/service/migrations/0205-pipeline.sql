-- How a product's applications are decided, as data. Added and never changed, like the strategies that it names: a decision is made
-- again by the pipeline that made it. One without a version of the product is for all that have none of their own.
CREATE TABLE risk.pipeline (
  tenant_id          text COLLATE "C" NOT NULL,
  environment        text NOT NULL,
  id                 text COLLATE "C" NOT NULL,
  product_code       text NOT NULL,
  product_version_id text COLLATE "C",
  version            integer NOT NULL,
  content            jsonb NOT NULL,
  fingerprint        text NOT NULL,
  published_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, product_code, version)
);
SELECT foundation.isolate('risk.pipeline');
GRANT SELECT, INSERT ON risk.pipeline TO fanxing_risk;

ALTER TABLE risk.decision
  -- Null: the product had no pipeline of its own.
  ADD COLUMN pipeline_id text COLLATE "C",
  -- What stood in for a source that was down, and what was not ready in time: part of what was decided.
  ADD COLUMN circumstances jsonb,
  -- Milliseconds by stage: no two runs have the same, so they are no part of the fingerprint.
  ADD COLUMN stage_durations jsonb,
  ADD FOREIGN KEY (tenant_id, environment, pipeline_id) REFERENCES risk.pipeline (tenant_id, environment, id);

DROP FUNCTION risk.begin_decision(text, text, text, text, text);
-- What deciding starts from: the decision that this application has already, or the pipeline and the strategy in force for the
-- product. Nothing starts from a consent that was withdrawn, nor from a decision that rests on one.
CREATE FUNCTION risk.begin_decision(
  p_tenant_id text, p_environment text, p_application_id text, p_product_code text, p_consent_id text, p_product_version_id text
) RETURNS TABLE (decision_id text, answer jsonb, strategy_id text, pipeline_id text, known_until timestamptz) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_not_be_withdrawn(p_tenant_id, p_environment, p_consent_id);
  RETURN QUERY
    SELECT decision.id, decision.answer, strategy.id, pipeline.id, clock_timestamp()
    FROM (SELECT) AS always
    LEFT JOIN risk.decision ON decision.tenant_id = p_tenant_id AND decision.environment = p_environment
      AND decision.application_id = p_application_id AND decision.unusable_since IS NULL
    LEFT JOIN LATERAL (
      SELECT published.id FROM risk.strategy AS published
      WHERE published.tenant_id = p_tenant_id AND published.environment = p_environment AND published.product_code = p_product_code
      ORDER BY published.version DESC LIMIT 1) AS strategy ON true
    LEFT JOIN LATERAL (
      SELECT published.id FROM risk.pipeline AS published
      WHERE published.tenant_id = p_tenant_id AND published.environment = p_environment AND published.product_code = p_product_code
        AND (published.product_version_id IS NULL OR published.product_version_id = p_product_version_id)
      ORDER BY published.product_version_id NULLS LAST, published.version DESC LIMIT 1) AS pipeline ON true;
END
$$;

DROP FUNCTION risk.record_decision(
  text, text, text, text, text, text, timestamptz, timestamptz, jsonb, text, text, text[], text);
-- Keeps a decision, the first for its application; answers the one that is kept. Refused when the consent was withdrawn.
CREATE FUNCTION risk.record_decision(
  p_tenant_id text, p_environment text, p_id text, p_application_id text, p_borrower_id text, p_strategy_id text, p_as_of timestamptz,
  p_known_until timestamptz, p_answer jsonb, p_fingerprint text, p_consent_id text, p_categories text[], p_facts_sealed text,
  p_pipeline_id text, p_circumstances jsonb, p_stage_durations jsonb
) RETURNS TABLE (decision_id text, answer jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_not_be_withdrawn(p_tenant_id, p_environment, p_consent_id);
  INSERT INTO risk.decision (tenant_id, environment, id, application_id, borrower_id, strategy_id, as_of, known_until, attributes,
                             values_used, answer, trace, fingerprint, consent_id, categories, facts_sealed, pipeline_id, circumstances,
                             stage_durations)
  VALUES (p_tenant_id, p_environment, p_id, p_application_id, p_borrower_id, p_strategy_id, p_as_of, p_known_until, '{}',
          '{}', p_answer, '[]', p_fingerprint, p_consent_id, p_categories, p_facts_sealed, p_pipeline_id, p_circumstances,
          p_stage_durations)
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

-- The borrower's latest decision whose figures may stand in for a source that is down: read under no more than what is open now, and
-- itself made from what the source gave.
CREATE FUNCTION risk.last_known_decision(
  p_tenant_id text, p_environment text, p_borrower_id text, p_as_of timestamptz, p_not_before timestamptz, p_categories text[]
) RETURNS TABLE (id text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT decision.id FROM risk.decision
    WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.borrower_id = p_borrower_id
      AND decision.as_of <= p_as_of AND decision.as_of >= p_not_before AND decision.categories <@ p_categories
      AND decision.unusable_since IS NULL AND decision.circumstances IS NULL
    ORDER BY decision.as_of DESC, decision.id DESC LIMIT 1;
END
$$;
