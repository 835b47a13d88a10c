-- Erasure of a borrower: events go; decisions stay as a record of what was decided and why, without the data they read.

CREATE TABLE risk.erasure (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  counts      jsonb NOT NULL,
  erased_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, borrower_id)
);
SELECT foundation.isolate('risk.erasure');
GRANT SELECT ON risk.erasure TO fanxing_risk;

-- The service has no right to delete or change these; this function has, as the owner, whom forced row-level security binds.
CREATE FUNCTION risk.erase_borrower(p_tenant_id text, p_environment text, p_actor jsonb, p_borrower_id text)
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
  SET attributes = '{}', values_used = '{}', trace = '[]', erased_at = clock_timestamp(), unusable_since = coalesce(unusable_since, clock_timestamp())
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

-- All that this schema holds of a borrower, for the borrower's own request: every category, also what nobody declared.
CREATE FUNCTION risk.export_borrower(p_tenant_id text, p_environment text, p_borrower_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
    'events', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', e.id, 'kind', e.kind, 'category', e.category, 'at', e.at, 'amountMinor', e.amount_minor::text, 'currency', e.currency,
        'direction', e.direction, 'counterparty', e.counterparty, 'channel', e.channel, 'fields', e.fields) ORDER BY e.at, e.id), '[]')
      FROM risk.event e WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.borrower_id = p_borrower_id),
    'decisions', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'applicationId', d.application_id, 'decidedAt', d.decided_at, 'attributes', d.attributes, 'values', d.values_used,
        'answer', d.answer, 'categories', d.categories, 'consentId', d.consent_id) ORDER BY d.id), '[]')
      FROM risk.decision d WHERE d.tenant_id = p_tenant_id AND d.environment = p_environment AND d.borrower_id = p_borrower_id));
END
$$;

-- A decision on a borrower, the newest unless one is named: what it read, what it came to, and why.
CREATE FUNCTION risk.explain_decision(p_tenant_id text, p_environment text, p_borrower_id text, p_decision_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
      'decisionId', d.id, 'decidedAt', d.decided_at, 'asOf', d.as_of, 'strategyId', d.strategy_id, 'outcome', d.answer ->> 'outcome',
      'reasons', d.answer -> 'reasons', 'limit', d.answer -> 'limit', 'dailyRate', d.answer -> 'dailyRate', 'score', d.values_used -> 'score',
      'contributions', d.values_used -> 'contributions', 'categories', d.categories, 'automated', true)
    FROM risk.decision d
    WHERE d.tenant_id = p_tenant_id AND d.environment = p_environment AND d.borrower_id = p_borrower_id
      AND (p_decision_id IS NULL OR d.id = p_decision_id)
    ORDER BY d.id DESC LIMIT 1;
END
$$;
