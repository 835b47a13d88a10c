-- The keys of each tenant's environment, wrapped by the root key, which is never in the database. Nobody reads these tables:
-- services call the functions, each for the tenant that it works for.

CREATE SCHEMA vault;

-- DATA keys wrap data keys; the newest version does so for what is written now. The INDEX key makes blind indexes: it has one
-- version, since what it made is compared with what it makes.
CREATE TABLE vault.tenant_key (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('DATA', 'INDEX')),
  version      integer NOT NULL CHECK (version > 0),
  suite        text NOT NULL CHECK (suite IN ('AES-256-GCM', 'SM4-CTR-HMAC-SM3')),
  root_key_id  text NOT NULL,
  -- NULL: destroyed. The row stays, so that it is known when.
  wrapped      bytea,
  made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz,
  PRIMARY KEY (tenant_id, environment, kind, version),
  CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)),
  CHECK (kind = 'DATA' OR version = 1)
);

-- Who has keys: the operator's own rows, for whoever wraps all of them anew.
CREATE TABLE vault.key_holder (
  tenant_id          text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment        text NOT NULL,
  holder_tenant_id   text COLLATE "C" NOT NULL,
  holder_environment text NOT NULL,
  PRIMARY KEY (tenant_id, environment, holder_tenant_id, holder_environment)
);

-- How far each service has come with encrypting anew what stands under an older version.
CREATE TABLE vault.rotation (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  version     integer NOT NULL,
  service     text NOT NULL,
  rows_done   bigint NOT NULL DEFAULT 0,
  started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at    timestamptz,
  PRIMARY KEY (tenant_id, environment, version, service)
);
SELECT foundation.isolate('vault.tenant_key');
SELECT foundation.isolate('vault.key_holder');
SELECT foundation.isolate('vault.rotation');

CREATE FUNCTION vault.find_tenant_keys(p_tenant_id text, p_environment text)
RETURNS TABLE (kind text, version integer, suite text, root_key_id text, wrapped bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
#variable_conflict use_column
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT kind, version, suite, root_key_id, wrapped FROM vault.tenant_key
    WHERE tenant_id = p_tenant_id AND environment = p_environment ORDER BY kind, version;
END
$$;

-- The first to add a version adds it: whoever comes second reads what the first has made.
CREATE FUNCTION vault.add_tenant_key(
  p_tenant_id text, p_environment text, p_kind text, p_version integer, p_suite text, p_root_key_id text, p_wrapped bytea
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  INSERT INTO vault.key_holder (tenant_id, environment, holder_tenant_id, holder_environment)
  VALUES ('tenant_00000000000000000000000000', 'live', p_tenant_id, p_environment) ON CONFLICT DO NOTHING;
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO vault.tenant_key (tenant_id, environment, kind, version, suite, root_key_id, wrapped)
  VALUES (p_tenant_id, p_environment, p_kind, p_version, p_suite, p_root_key_id, p_wrapped) ON CONFLICT DO NOTHING;
END
$$;

-- Nothing of the tenant can be read any more, here or in a backup that comes without the root key of its time.
CREATE FUNCTION vault.destroy_tenant_keys(p_tenant_id text, p_environment text) RETURNS TABLE (destroyed integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_count integer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE vault.tenant_key SET wrapped = NULL, destroyed_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND wrapped IS NOT NULL;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  RETURN QUERY SELECT v_count;
END
$$;

-- Adds to a service's count, and says whether it is done.
CREATE FUNCTION vault.note_rotation(
  p_tenant_id text, p_environment text, p_version integer, p_service text, p_rows bigint, p_ended boolean
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO vault.rotation AS kept (tenant_id, environment, version, service, rows_done, ended_at)
  VALUES (p_tenant_id, p_environment, p_version, p_service, p_rows, CASE WHEN p_ended THEN clock_timestamp() END)
  ON CONFLICT (tenant_id, environment, version, service)
    DO UPDATE SET rows_done = kept.rows_done + p_rows, ended_at = coalesce(kept.ended_at, excluded.ended_at);
END
$$;

CREATE FUNCTION vault.rotations(p_tenant_id text, p_environment text)
RETURNS TABLE (version integer, suite text, made_at timestamptz, age_ms bigint, service text, rows_done bigint, ended_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT k.version, k.suite, k.made_at, (extract(epoch FROM clock_timestamp() - k.made_at) * 1000)::bigint, r.service, r.rows_done, r.ended_at
    FROM vault.tenant_key k LEFT JOIN vault.rotation r USING (tenant_id, environment, version)
    WHERE k.tenant_id = p_tenant_id AND k.environment = p_environment AND k.kind = 'DATA' ORDER BY k.version, r.service;
END
$$;

-- For the operator, who wraps all tenants' keys anew: whose there are, and one at a time what they are now.
CREATE FUNCTION vault.key_holders() RETURNS TABLE (holder_tenant_id text, holder_environment text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
#variable_conflict use_column
BEGIN
  PERFORM foundation.enter('tenant_00000000000000000000000000', 'live');
  RETURN QUERY SELECT holder_tenant_id, holder_environment FROM vault.key_holder
    WHERE tenant_id = 'tenant_00000000000000000000000000' ORDER BY 1, 2;
END
$$;

-- False when somebody was first, or it was destroyed meanwhile.
CREATE FUNCTION vault.rewrap_tenant_key(
  p_tenant_id text, p_environment text, p_kind text, p_version integer, p_from_root_key_id text, p_root_key_id text, p_wrapped bytea
) RETURNS TABLE (done boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE vault.tenant_key SET root_key_id = p_root_key_id, wrapped = p_wrapped
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND kind = p_kind AND version = p_version
    AND root_key_id = p_from_root_key_id AND wrapped IS NOT NULL;
  RETURN QUERY SELECT FOUND;
END
$$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA vault FROM PUBLIC;

-- Which version of the tenant's key wraps a data key: bytes 2 to 5 of it.
CREATE FUNCTION foundation.key_version(p_data_key bytea) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT ('x' || encode(substring(p_data_key FROM 3 FOR 4), 'hex'))::bit(32)::bigint $$;

-- What a service that keeps sealed data may do; called in its own migrations.
CREATE FUNCTION foundation.grant_keys(p_role text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA vault TO %I', p_role);
  EXECUTE format('GRANT EXECUTE ON FUNCTION vault.find_tenant_keys(text, text),
    vault.add_tenant_key(text, text, text, integer, text, text, bytea),
    vault.note_rotation(text, text, integer, text, bigint, boolean), vault.rotations(text, text) TO %I', p_role);
END
$$;
