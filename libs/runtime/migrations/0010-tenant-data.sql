-- All that a tenant has here, whatever table it stands in: found by walking the catalogue, so that no table can be forgotten.
-- The keeper of tenants' data (`fanxing_keeper`) may call these functions and has no right on any table. They run as the owner,
-- whom forced row-level security binds: one tenant's environment at a time, for the keeper as for everybody.
CREATE SCHEMA keeper;

-- Every table with tenants in it, and its primary key. `place` grows from a table to those that point at it.
CREATE FUNCTION keeper.tables() RETURNS TABLE (name text, key_columns text[], place integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
  WITH RECURSIVE ours AS (
    SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND 2 = (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname IN ('tenant_id', 'environment') AND NOT a.attisdropped)
  ), path AS (
    SELECT oid, 0 AS place FROM ours
    UNION
    SELECT k.conrelid, path.place + 1 FROM path JOIN pg_constraint k ON k.contype = 'f' AND k.confrelid = path.oid AND k.conrelid <> path.oid
    WHERE path.place < 32
  )
  SELECT format('%s.%s', n.nspname, c.relname),
         (SELECT array_agg(a.attname::text ORDER BY k.at) FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (number, at), pg_attribute a
          WHERE i.indrelid = c.oid AND i.indisprimary AND a.attrelid = c.oid AND a.attnum = k.number),
         max(path.place)
  FROM path JOIN pg_class c USING (oid) JOIN pg_namespace n ON n.oid = c.relnamespace
  GROUP BY c.oid, c.relname, n.nspname
  ORDER BY 3, 1
$$;

-- Fails unless the name is one of those: what follows builds statements with it.
CREATE FUNCTION keeper.named(p_name text) RETURNS regclass LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_table regclass := to_regclass(format('%I.%I', split_part(p_name, '.', 1), split_part(p_name, '.', 2)));
BEGIN
  IF v_table IS NULL OR 2 <> (SELECT count(*) FROM pg_attribute WHERE attrelid = v_table AND attname IN ('tenant_id', 'environment')) THEN
    RAISE EXCEPTION '% is no table with tenants in it', p_name USING ERRCODE = 'undefined_table';
  END IF;
  RETURN v_table;
END
$$;

CREATE FUNCTION keeper.count_rows(p_tenant_id text, p_environment text, p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_rows bigint;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  EXECUTE format('SELECT count(*) FROM %s WHERE tenant_id = $1 AND environment = $2', keeper.named(p_name))
    INTO v_rows USING p_tenant_id, p_environment;
  RETURN v_rows;
END
$$;

-- A table's rows as JSON, in the order of its primary key: exact numbers, instants to the microsecond in UTC, bytes in hex.
CREATE FUNCTION keeper.rows_of(p_tenant_id text, p_environment text, p_name text) RETURNS TABLE (line text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS
$$
DECLARE
  v_table regclass := keeper.named(p_name);
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY EXECUTE format(
    'SELECT to_jsonb(t)::text FROM %s AS t WHERE tenant_id = $1 AND environment = $2 ORDER BY %s', v_table,
    (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.at)
     FROM pg_index i, unnest(i.indkey) WITH ORDINALITY AS k (number, at), pg_attribute a
     WHERE i.indrelid = v_table AND i.indisprimary AND a.attrelid = v_table AND a.attnum = k.number))
    USING p_tenant_id, p_environment;
END
$$;

-- Between these two, triggers stay still: what a trigger made once is copied as a row and not made again, and what is only added to
-- in daily work can go with its tenant. The right to it is the owner's alone (a grant of the database's administrator).
CREATE FUNCTION keeper.be_still() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT set_config('session_replication_role', 'replica', true) $$;
CREATE FUNCTION keeper.be_awake() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT set_config('session_replication_role', 'origin', true) $$;

-- Takes every row of the tenant out of one table. The audit log has its own way to go, audit.remove_chain.
CREATE FUNCTION keeper.erase_rows(p_tenant_id text, p_environment text, p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_rows bigint;
BEGIN
  IF p_tenant_id = 'tenant_00000000000000000000000000' THEN
    RAISE EXCEPTION 'the platform itself is never erased' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM keeper.be_still();
  EXECUTE format('DELETE FROM %s WHERE tenant_id = $1 AND environment = $2', keeper.named(p_name)) USING p_tenant_id, p_environment;
  GET DIAGNOSTICS v_rows = ROW_COUNT;
  PERFORM keeper.be_awake();
  RETURN v_rows;
END
$$;

-- The queues hold no tenant's data, but its id: what waits for a tenant that is gone goes too. Answers how many jobs.
CREATE FUNCTION keeper.erase_jobs(p_tenant_id text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_queue text;
  v_rows  bigint;
  v_all   bigint := 0;
BEGIN
  FOR v_queue IN SELECT nspname FROM pg_namespace WHERE nspname LIKE 'job\_%' LOOP
    EXECUTE format($job$DELETE FROM %I._private_jobs WHERE payload ->> 'tenantId' = $1$job$, v_queue) USING p_tenant_id;
    GET DIAGNOSTICS v_rows = ROW_COUNT;
    v_all := v_all + v_rows;
  END LOOP;
  RETURN v_all;
END
$$;

-- The last seal of a tenant's audit log, and how many records wait for theirs: what a certificate of erasure names.
CREATE FUNCTION keeper.last_seal(p_tenant_id text, p_environment text) RETURNS TABLE (sequence text, hash text, unsealed bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT last.sequence, last.hash, (SELECT count(*) FROM audit.unsealed_ids(p_tenant_id, p_environment))
    FROM (SELECT 1) AS one LEFT JOIN LATERAL (
      SELECT s.sequence::text, encode(s.hash, 'hex') AS hash FROM audit.seal s
      WHERE s.tenant_id = p_tenant_id AND s.environment = p_environment ORDER BY s.sequence DESC LIMIT 1) AS last ON true;
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA keeper FROM PUBLIC;
GRANT USAGE ON SCHEMA keeper TO fanxing_keeper;
GRANT EXECUTE ON FUNCTION keeper.tables(), keeper.count_rows(text, text, text), keeper.rows_of(text, text, text),
  keeper.erase_rows(text, text, text), keeper.erase_jobs(text), keeper.last_seal(text, text) TO fanxing_keeper;
