-- What the sealer does, in the transaction of its caller. Functions that work on the platform's own rows enter as the platform
-- and go back to whoever called.

-- One sealer at a time for a chain; false when another is at it.
CREATE FUNCTION audit.claim_chain(p_tenant_id text, p_environment text) RETURNS boolean LANGUAGE sql AS
$$ SELECT pg_try_advisory_xact_lock(hashtextextended(format('audit chain %s/%s', p_tenant_id, p_environment), 0)) $$;

-- Chains that have events to be sealed, or seals to be anchored, with how far they are. Only committed rows are seen, so it does
-- not matter in which order transactions took their ids: whoever commits later is sealed later.
CREATE FUNCTION audit.waiting_chains()
RETURNS TABLE (tenant_id text, environment text, unsealed boolean, sealed_through text, anchored_through text, anchored_at timestamptz) LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY
    WITH waiting AS (SELECT DISTINCT chain_tenant_id, chain_environment FROM audit.unsealed)
    SELECT chain_tenant_id, chain_environment, true, coalesce(sealed_through, 0)::text, coalesce(anchored_through, 0)::text, anchored_at
    FROM waiting LEFT JOIN audit.chain USING (chain_tenant_id, chain_environment)
    UNION ALL
    SELECT chain_tenant_id, chain_environment, false, sealed_through::text, anchored_through::text, anchored_at
    FROM audit.chain WHERE sealed_through > anchored_through AND (chain_tenant_id, chain_environment) NOT IN (SELECT * FROM waiting);
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

CREATE FUNCTION audit.known_chains() RETURNS TABLE (chain_tenant_id text, chain_environment text) LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY
    SELECT chain_tenant_id, chain_environment FROM audit.chain
    UNION SELECT chain_tenant_id, chain_environment FROM audit.unsealed
    ORDER BY 1, 2;
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

-- Which of a chain's events wait.
CREATE FUNCTION audit.unsealed_ids(p_tenant_id text, p_environment text) RETURNS TABLE (event_id text) LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY
    SELECT event_id FROM audit.unsealed WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

-- Takes a chain's waiting events off the list; the caller seals them in the same transaction.
CREATE FUNCTION audit.take_unsealed(p_tenant_id text, p_environment text, p_limit integer) RETURNS TABLE (event_id text) LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY
    DELETE FROM audit.unsealed WHERE tenant_id = 'tenant_00000000000000000000000000' AND environment = 'live'
      AND chain_tenant_id = p_tenant_id AND chain_environment = p_environment AND event_id IN (
        SELECT event_id FROM audit.unsealed WHERE tenant_id = 'tenant_00000000000000000000000000' AND environment = 'live'
          AND chain_tenant_id = p_tenant_id AND chain_environment = p_environment
        ORDER BY event_id LIMIT p_limit)
    RETURNING event_id;
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

CREATE FUNCTION audit.note_sealed(p_tenant_id text, p_environment text, p_sequence bigint) RETURNS void LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  INSERT INTO audit.chain (tenant_id, environment, chain_tenant_id, chain_environment, sealed_through)
    VALUES ('tenant_00000000000000000000000000', 'live', p_tenant_id, p_environment, p_sequence)
    ON CONFLICT (tenant_id, environment, chain_tenant_id, chain_environment) DO UPDATE SET sealed_through = excluded.sealed_through;
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

CREATE FUNCTION audit.note_anchored(p_tenant_id text, p_environment text, p_sequence bigint, p_at timestamptz) RETURNS void LANGUAGE plpgsql AS
$$
#variable_conflict use_column
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  UPDATE audit.chain SET anchored_through = p_sequence, anchored_at = p_at
    WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  PERFORM foundation.enter(v_tenant_id, v_environment);
END
$$;

-- Removes the oldest stretch of a chain that ends in an anchor, if all of it was sealed before `p_before`; that anchor stays
-- and vouches for where the chain now begins. The newest seal always stays. Answers how many events went, and the last seal.
CREATE FUNCTION audit.expire(p_tenant_id text, p_environment text, p_before timestamptz)
RETURNS TABLE (events bigint, through bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
DECLARE
  v_first   bigint;
  v_last    bigint;
  v_through bigint;
  v_events  bigint;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT min(sequence), max(sequence) INTO v_first, v_last FROM audit.seal
  WHERE tenant_id = p_tenant_id AND environment = p_environment;
  SELECT min(anchor.sequence) INTO v_through FROM audit.anchor
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence >= v_first AND sequence < v_last;
  IF v_through IS NULL OR NOT EXISTS (
    SELECT FROM audit.seal WHERE tenant_id = p_tenant_id AND environment = p_environment AND sequence = v_through AND sealed_at < p_before
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

-- Takes a whole chain out of this database: a tenant that has moved to another or has left for good. No service may call it.
CREATE FUNCTION audit.remove_chain(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  DELETE FROM audit.event WHERE tenant_id = p_tenant_id AND environment = p_environment;
  DELETE FROM audit.seal WHERE tenant_id = p_tenant_id AND environment = p_environment;
  DELETE FROM audit.anchor WHERE tenant_id = p_tenant_id AND environment = p_environment;
  DELETE FROM audit.retention WHERE tenant_id = p_tenant_id AND environment = p_environment;
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  DELETE FROM audit.unsealed WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  DELETE FROM audit.chain WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

-- Writes down reads of personal data: one record for a kind of thing in a request. `p_reads` is [{"id", "action", "actorKind",
-- "actorId", "kind", "subjectId", "subjectIds", "count", "purpose", "traceId"}].
CREATE FUNCTION audit.record_reads(p_tenant_id text, p_environment text, p_service text, p_reads jsonb) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO audit.event (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, subject_ids,
                           purpose, after, trace_id)
  SELECT p_tenant_id, p_environment, given.id, p_service, given.action, given."actorKind", given."actorId", given.kind, given."subjectId",
         given."subjectIds", given.purpose, CASE WHEN given.count > 1 THEN jsonb_build_object('count', given.count) END, given."traceId"
  FROM jsonb_to_recordset(p_reads) AS given (
    id text, action text, "actorKind" text, "actorId" text, kind text, "subjectId" text, "subjectIds" text[], count integer,
    purpose text, "traceId" text);
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA audit FROM PUBLIC;
-- It does nothing that its caller has no right to.
GRANT EXECUTE ON FUNCTION audit.record_reads(text, text, text, jsonb) TO PUBLIC;
GRANT EXECUTE ON FUNCTION audit.known_chains(), audit.unsealed_ids(text, text) TO fanxing_auditor;
