-- How far the directory of chains says that a chain has come: whoever cuts the end off has to change this too. For whoever verifies.
CREATE FUNCTION audit.sealed_through(p_tenant_id text, p_environment text) RETURNS TABLE (sealed_through text) LANGUAGE plpgsql AS
$$
#variable_conflict use_column
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY SELECT sealed_through::text FROM audit.chain WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;
GRANT EXECUTE ON FUNCTION audit.sealed_through(text, text) TO fanxing_auditor;

-- As before, and never sooner than the tenant's own retention has it, whatever moment a service names.
CREATE OR REPLACE FUNCTION audit.expire(p_tenant_id text, p_environment text, p_before timestamptz)
RETURNS TABLE (events bigint, through bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
DECLARE
  v_first   bigint;
  v_last    bigint;
  v_through bigint;
  v_events  bigint;
  v_before  timestamptz;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT least(p_before, clock_timestamp() - make_interval(years => coalesce(
    (SELECT years FROM audit.retention WHERE tenant_id = p_tenant_id AND environment = p_environment), 5))) INTO v_before;
  SELECT min(sequence), max(sequence) INTO v_first, v_last FROM audit.seal
  WHERE tenant_id = p_tenant_id AND environment = p_environment;
  SELECT min(anchor.sequence) INTO v_through FROM audit.anchor
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence >= v_first AND sequence < v_last;
  IF v_through IS NULL OR NOT EXISTS (
    SELECT FROM audit.seal WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence = v_through AND sealed_at < v_before
  ) THEN RETURN; END IF;
  DELETE FROM audit.event WHERE tenant_id = p_tenant_id AND environment = p_environment AND id IN (
    SELECT unnest(event_ids) FROM audit.seal
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence <= v_through);
  GET DIAGNOSTICS v_events = ROW_COUNT;
  DELETE FROM audit.seal WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence <= v_through;
  DELETE FROM audit.anchor WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence < v_through;
  RETURN QUERY SELECT v_events, v_through;
END
$$;
