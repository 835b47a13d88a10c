-- Every record of a change says what was changed. The use case knows it and hands it over with the actor: `p_actor` is
-- {"id", "kind", "actorId", "traceId", "before", "after"}. A hot path refuses to write on a state that has moved on, so what the use
-- case computed is what is written.
CREATE OR REPLACE FUNCTION lending.write_audit(
  p_tenant_id text, p_environment text, p_actor jsonb, p_action text, p_subject_kind text, p_subject_id text
) RETURNS void LANGUAGE sql AS
$$
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, before, after, trace_id)
  VALUES (p_tenant_id, p_environment, p_actor ->> 'id', 'lending', p_action, p_actor ->> 'kind', p_actor ->> 'actorId',
          p_subject_kind, p_subject_id, nullif(p_actor -> 'before', 'null'), nullif(p_actor -> 'after', 'null'), p_actor ->> 'traceId')
$$;

-- Records a decision as lending.record_decision does, and that it was recorded: the application's status moves with it.
CREATE FUNCTION lending.record_decision_by(
  p_tenant_id text, p_environment text, p_actor jsonb, p_application_id text, p_product_version_id text, p_consent_id text,
  p_decision_id text, p_outcome text, p_reasons jsonb, p_offer jsonb, p_event jsonb
) RETURNS TABLE (recorded boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_recorded boolean;
BEGIN
  SELECT decided.recorded INTO v_recorded FROM lending.record_decision(
    p_tenant_id, p_environment, p_application_id, p_product_version_id, p_consent_id, p_decision_id, p_outcome, p_reasons, p_offer,
    p_event) AS decided;
  IF v_recorded THEN
    PERFORM lending.write_audit(p_tenant_id, p_environment, p_actor, 'decideApplication', 'application', p_application_id);
  END IF;
  RETURN QUERY SELECT v_recorded;
END
$$;
GRANT EXECUTE ON FUNCTION lending.record_decision_by(text, text, jsonb, text, text, text, text, text, jsonb, jsonb, jsonb) TO fanxing_lending;
