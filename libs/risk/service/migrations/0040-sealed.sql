-- What names others or tells of a life stands sealed: an event's counterparty, channel and fields, and what a decision read. What
-- a query needs to choose events (whose, which kind, when) and the amounts stay as they are (docs/decisions/0042).

ALTER TABLE risk.event
  ALTER COLUMN fields DROP NOT NULL,
  -- The data key of all events of the borrower that came in the same batch, wrapped by the tenant's key.
  ADD COLUMN data_key bytea,
  ADD COLUMN detail_sealed bytea,
  ADD CHECK ((data_key IS NULL) = (detail_sealed IS NULL)),
  -- Sealed, or as it was before: never both.
  ADD CHECK (data_key IS NULL AND fields IS NOT NULL OR data_key IS NOT NULL AND num_nonnulls(counterparty, channel, fields) = 0);
-- The attributes, the values and the trace of a decision, as one sealed text.
ALTER TABLE risk.decision ADD COLUMN facts_sealed text;

DROP FUNCTION risk.events_for(text, text, text, text[], text, timestamptz, timestamptz);
CREATE FUNCTION risk.events_for(
  p_tenant_id text, p_environment text, p_purpose text, p_categories text[], p_borrower_id text, p_as_of timestamptz, p_known_until timestamptz
) RETURNS TABLE (id text, kind text, at timestamptz, amount_minor bigint, currency text, direction text, counterparty text, channel text,
                 fields jsonb, data_key bytea, detail_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM foundation.must_need(p_purpose, p_categories);
  RETURN QUERY
    SELECT event.id, event.kind, event.at, event.amount_minor, event.currency, event.direction, event.counterparty, event.channel, event.fields,
           event.data_key, event.detail_sealed
    FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = p_borrower_id
      AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity') AND event.category = ANY (p_categories)
    ORDER BY event.at, event.id;
END
$$;

DROP FUNCTION risk.record_decision(
  text, text, text, text, text, text, timestamptz, timestamptz, jsonb, jsonb, jsonb, jsonb, text, text, text[]);
-- Keeps a decision, the first for its application; answers the one that is kept. Refused when the consent was withdrawn.
CREATE FUNCTION risk.record_decision(
  p_tenant_id text, p_environment text, p_id text, p_application_id text, p_borrower_id text, p_strategy_id text, p_as_of timestamptz,
  p_known_until timestamptz, p_answer jsonb, p_fingerprint text,
  p_consent_id text, p_categories text[], p_facts_sealed text
) RETURNS TABLE (decision_id text, answer jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_not_be_withdrawn(p_tenant_id, p_environment, p_consent_id);
  INSERT INTO risk.decision (tenant_id, environment, id, application_id, borrower_id, strategy_id, as_of, known_until, attributes,
                             values_used, answer, trace, fingerprint, consent_id, categories, facts_sealed)
  VALUES (p_tenant_id, p_environment, p_id, p_application_id, p_borrower_id, p_strategy_id, p_as_of, p_known_until, '{}',
          '{}', p_answer, '[]', p_fingerprint, p_consent_id, p_categories, p_facts_sealed)
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

CREATE OR REPLACE FUNCTION risk.erase_borrower(p_tenant_id text, p_environment text, p_actor jsonb, p_borrower_id text)
RETURNS TABLE (counts jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_counts jsonb;
  v_events integer;
  v_decisions integer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT erasure.counts INTO v_counts FROM risk.erasure
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  IF FOUND THEN RETURN QUERY SELECT v_counts; RETURN; END IF;
  DELETE FROM risk.event WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  GET DIAGNOSTICS v_events = ROW_COUNT;
  UPDATE risk.decision
  SET attributes = '{}', values_used = '{}', trace = '[]', facts_sealed = NULL, erased_at = clock_timestamp(), unusable_since = coalesce(unusable_since, clock_timestamp())
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  GET DIAGNOSTICS v_decisions = ROW_COUNT;
  v_counts := jsonb_build_object('eventsErased', v_events, 'decisionsEmptied', v_decisions);
  INSERT INTO risk.erasure (tenant_id, environment, borrower_id, counts, erased_at)
  VALUES (p_tenant_id, p_environment, p_borrower_id, v_counts, clock_timestamp());
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, trace_id)
  VALUES (p_tenant_id, p_environment, p_actor ->> 'id', 'risk', 'eraseBorrower', p_actor ->> 'kind', p_actor ->> 'actorId',
          'borrower', p_borrower_id, p_actor ->> 'traceId');
  RETURN QUERY SELECT v_counts;
END
$$;

-- What is sealed is opened by the service, for whom this is.
CREATE OR REPLACE FUNCTION risk.export_borrower(p_tenant_id text, p_environment text, p_borrower_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
    'events', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', e.id, 'kind', e.kind, 'category', e.category, 'at', e.at, 'amountMinor', e.amount_minor::text, 'currency', e.currency,
        'direction', e.direction, 'counterparty', e.counterparty, 'channel', e.channel, 'fields', e.fields,
        'dataKey', encode(e.data_key, 'base64'), 'detailSealed', encode(e.detail_sealed, 'base64')) ORDER BY e.at, e.id), '[]')
      FROM risk.event e WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.borrower_id = p_borrower_id),
    'decisions', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'applicationId', d.application_id, 'decidedAt', d.decided_at, 'attributes', d.attributes, 'values', d.values_used,
        'factsSealed', d.facts_sealed,
        'answer', d.answer, 'categories', d.categories, 'consentId', d.consent_id) ORDER BY d.id), '[]')
      FROM risk.decision d WHERE d.tenant_id = p_tenant_id AND d.environment = p_environment AND d.borrower_id = p_borrower_id));
END
$$;


CREATE OR REPLACE FUNCTION risk.explain_decision(p_tenant_id text, p_environment text, p_borrower_id text, p_decision_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
      'decisionId', d.id, 'decidedAt', d.decided_at, 'asOf', d.as_of, 'strategyId', d.strategy_id, 'outcome', d.answer ->> 'outcome',
      'reasons', d.answer -> 'reasons', 'limit', d.answer -> 'limit', 'dailyRate', d.answer -> 'dailyRate', 'score', d.values_used -> 'score',
      'contributions', d.values_used -> 'contributions', 'factsSealed', d.facts_sealed, 'categories', d.categories, 'automated', true)
    FROM risk.decision d
    WHERE d.tenant_id = p_tenant_id AND d.environment = p_environment AND d.borrower_id = p_borrower_id
      AND (p_decision_id IS NULL OR d.id = p_decision_id)
    ORDER BY d.id DESC LIMIT 1;
END
$$;

-- Rows that do not stand under a version of the tenant's key or a newer one. For the job that seals them, and for nothing that
-- decides or shows: it is told no purpose.
CREATE FUNCTION risk.events_to_seal(p_tenant_id text, p_environment text, p_version bigint, p_after text, p_limit integer)
RETURNS TABLE (id text, borrower_id text, counterparty text, channel text, fields jsonb, data_key bytea, detail_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT event.id, event.borrower_id, event.counterparty, event.channel, event.fields, event.data_key, event.detail_sealed
    FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.id > p_after
      AND (event.data_key IS NULL OR foundation.key_version(event.data_key) < p_version)
    ORDER BY event.id LIMIT p_limit;
END
$$;

-- Events never change but for this; one that an erasure has taken meanwhile is not there any more.
CREATE FUNCTION risk.write_sealed_events(p_tenant_id text, p_environment text, p_ids text[], p_data_keys bytea[], p_details bytea[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE risk.event SET counterparty = NULL, channel = NULL, fields = NULL, data_key = given.data_key, detail_sealed = given.detail
  FROM unnest(p_ids, p_data_keys, p_details) AS given (id, data_key, detail)
  WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.id = given.id;
END
$$;

CREATE FUNCTION risk.decisions_to_seal(p_tenant_id text, p_environment text, p_version integer, p_after text, p_limit integer)
RETURNS TABLE (id text, borrower_id text, attributes jsonb, "values" jsonb, trace jsonb, facts_sealed text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT decision.id, decision.borrower_id, decision.attributes, decision.values_used, decision.trace, decision.facts_sealed
    FROM risk.decision
    WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.id > p_after AND decision.erased_at IS NULL
      AND (decision.facts_sealed IS NULL OR split_part(decision.facts_sealed, '.', 2)::integer < p_version)
    ORDER BY decision.id LIMIT p_limit;
END
$$;

CREATE FUNCTION risk.write_sealed_decisions(p_tenant_id text, p_environment text, p_ids text[], p_facts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE risk.decision SET attributes = '{}', values_used = '{}', trace = '[]', facts_sealed = given.facts
  FROM unnest(p_ids, p_facts) AS given (id, facts)
  WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.id = given.id AND decision.erased_at IS NULL;
END
$$;

CREATE FUNCTION risk.seal_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_risk.add_job(
    'seal', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('seal/%s/%s', p_tenant_id, p_environment));
END
$$;

SELECT foundation.grant_keys('fanxing_risk');
