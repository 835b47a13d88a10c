-- In which database a tenant is. Each database says so itself, in the very transaction that would have worked there: nobody has to
-- be told when a tenant moves, and who comes to the wrong database does nothing in it.

-- No row: the tenant is here. READ_ONLY: it is here, and being copied. ELSEWHERE: it is in the database of that name.
CREATE TABLE foundation.placement (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  state       text NOT NULL CHECK (state IN ('READ_ONLY', 'ELSEWHERE')),
  database    text COLLATE "C",
  PRIMARY KEY (tenant_id, environment),
  CHECK ((state = 'ELSEWHERE') = (database IS NOT NULL))
);
SELECT foundation.isolate('foundation.placement');
GRANT SELECT ON foundation.placement TO PUBLIC;

-- The databases that tenants have for themselves, in the shared one: the platform's own rows. WANTED: the platform makes it.
CREATE TABLE foundation.tenant_database (
  tenant_id   text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment text NOT NULL,
  name        text COLLATE "C" NOT NULL,
  state       text NOT NULL CHECK (state IN ('WANTED', 'READY')),
  PRIMARY KEY (tenant_id, environment, name)
);
SELECT foundation.isolate('foundation.tenant_database');
GRANT SELECT ON foundation.tenant_database TO PUBLIC;

-- The databases that are ready.
CREATE FUNCTION foundation.ready_databases() RETURNS TABLE (ready text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM set_config('app.tenant_id', 'tenant_00000000000000000000000000', true), set_config('app.environment', 'live', true);
  RETURN QUERY SELECT name FROM foundation.tenant_database WHERE state = 'READY' ORDER BY name;
END
$$;

-- First line of every transaction and of every function that a hot path calls. Transaction-local: a pooled connection forgets it
-- at commit. The lock is shared by all of a tenant's transactions; a move takes it alone for a moment, to know that those which
-- have not seen it begin are over. The keeper, which moves, may go where the tenant is not.
CREATE OR REPLACE FUNCTION foundation.enter(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_state    text;
  v_database text;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant_id, true), set_config('app.environment', p_environment, true);
  IF coalesce(p_tenant_id, '') IN ('', 'tenant_00000000000000000000000000') OR session_user = 'fanxing_keeper' THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('placement ' || p_tenant_id, 0));
  SELECT placement.state, placement.database INTO v_state, v_database
    FROM foundation.placement WHERE placement.tenant_id = p_tenant_id AND placement.environment = p_environment;
  IF v_state = 'READ_ONLY' THEN
    PERFORM set_config('transaction_read_only', 'on', true);
  ELSIF v_state = 'ELSEWHERE' THEN
    RAISE EXCEPTION USING ERRCODE = 'FX002', MESSAGE = 'the tenant is in another database', DETAIL = v_database;
  END IF;
END
$$;

-- From now on the tenant is only read here.
CREATE FUNCTION keeper.hold(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO foundation.placement (tenant_id, environment, state) VALUES (p_tenant_id, p_environment, 'READ_ONLY') ON CONFLICT DO NOTHING;
END
$$;

-- Waits until every transaction of the tenant is over that began before it was held.
CREATE FUNCTION keeper.await_writers(p_tenant_id text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT pg_advisory_xact_lock(hashtextextended('placement ' || p_tenant_id, 0)) $$;

-- From now on the tenant is in the database of that name, and not here.
CREATE FUNCTION keeper.point_to(p_tenant_id text, p_environment text, p_database text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO foundation.placement (tenant_id, environment, state, database) VALUES (p_tenant_id, p_environment, 'ELSEWHERE', p_database)
    ON CONFLICT (tenant_id, environment) DO UPDATE SET state = excluded.state, database = excluded.database;
END
$$;

-- From now on the tenant is here.
CREATE FUNCTION keeper.settle_here(p_tenant_id text, p_environment text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  DELETE FROM foundation.placement WHERE tenant_id = p_tenant_id AND environment = p_environment;
END
$$;

-- Adds rows that keeper.rows_of gave out in another database, as one JSON array.
CREATE FUNCTION keeper.put_rows(p_tenant_id text, p_environment text, p_name text, p_rows text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS
$$
DECLARE
  v_table   regclass := keeper.named(p_name);
  -- Without those that the database computes itself.
  v_columns text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                     WHERE attrelid = v_table AND attnum > 0 AND NOT attisdropped AND attgenerated = '');
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM keeper.be_still();
  EXECUTE format('INSERT INTO %1$s (%2$s) SELECT %2$s FROM jsonb_populate_recordset(NULL::%1$s, $1::jsonb)', v_table, v_columns)
    USING p_rows;
  PERFORM keeper.be_awake();
END
$$;

-- Where a chain of the audit log stands, as the platform's own rows say: it moves with its records.
CREATE FUNCTION keeper.chain_of(p_tenant_id text, p_environment text) RETURNS TABLE (chain text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS
$$
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY SELECT jsonb_build_object(
    'chain', (SELECT to_jsonb(c) FROM audit.chain c WHERE c.chain_tenant_id = p_tenant_id AND c.chain_environment = p_environment),
    'unsealed', (SELECT coalesce(jsonb_agg(u.event_id), '[]') FROM audit.unsealed u
                 WHERE u.chain_tenant_id = p_tenant_id AND u.chain_environment = p_environment))::text;
END
$$;

CREATE FUNCTION keeper.adopt_chain(p_tenant_id text, p_environment text, p_chain text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS
$$
DECLARE
  v_given jsonb := p_chain;
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  DELETE FROM audit.unsealed WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  INSERT INTO audit.unsealed (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
    SELECT 'tenant_00000000000000000000000000', 'live', p_tenant_id, p_environment, given.id
    FROM jsonb_array_elements_text(v_given -> 'unsealed') AS given (id);
  DELETE FROM audit.chain WHERE chain_tenant_id = p_tenant_id AND chain_environment = p_environment;
  INSERT INTO audit.chain SELECT * FROM jsonb_populate_record(NULL::audit.chain, v_given -> 'chain') AS c WHERE c.chain_tenant_id IS NOT NULL;
END
$$;

-- Rows of the platform's own that name a tenant, outside of the operator's directory and the audit log, which have their own ways:
-- found by their column, such as vault.key_holder.holder_tenant_id. They move and go with the tenant.
CREATE FUNCTION keeper.mentions() RETURNS TABLE (name text, column_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$
  SELECT format('%s.%s', n.nspname, c.relname), a.attname::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'tenant', 'audit')
    AND a.attname LIKE '%\_tenant\_id' AND NOT a.attisdropped
  ORDER BY 1
$$;

CREATE FUNCTION keeper.mentions_of(p_tenant_id text) RETURNS TABLE (name text, lines text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET timezone = 'UTC' AS
$$
DECLARE
  v_mention record;
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  FOR v_mention IN SELECT * FROM keeper.mentions() LOOP
    name := v_mention.name;
    EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'')::text FROM %s AS t WHERE %I = $1', keeper.named(name), v_mention.column_name)
      INTO lines USING p_tenant_id;
    RETURN NEXT;
  END LOOP;
END
$$;

CREATE FUNCTION keeper.erase_mentions(p_tenant_id text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_mention record;
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  FOR v_mention IN SELECT * FROM keeper.mentions() LOOP
    EXECUTE format('DELETE FROM %s WHERE %I = $1', keeper.named(v_mention.name), v_mention.column_name) USING p_tenant_id;
  END LOOP;
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA keeper FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA keeper TO fanxing_keeper;
REVOKE EXECUTE ON FUNCTION keeper.be_still(), keeper.be_awake() FROM fanxing_keeper;
