-- What every other schema stands on. Everything here takes a table or a schema and makes it safe in the one agreed way.

-- The tenant and the environment of this transaction; NULL (and so no row at all) when nobody has said.
CREATE FUNCTION foundation.current_tenant_id() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.tenant_id', true), '') $$;

CREATE FUNCTION foundation.current_environment() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('app.environment', true), '') $$;

-- First line of every function that a hot path calls. Transaction-local: a pooled connection forgets it at commit.
CREATE FUNCTION foundation.enter(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant_id, true), set_config('app.environment', p_environment, true);
END
$$;

-- Forced row-level security: it binds the owner too, and a row is seen or written only by its own tenant and environment.
CREATE FUNCTION foundation.isolate(p_table regclass) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', p_table);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', p_table);
  EXECUTE format(
    'CREATE POLICY tenant_isolation ON %s USING (tenant_id = foundation.current_tenant_id() AND environment = foundation.current_environment())
       WITH CHECK (tenant_id = foundation.current_tenant_id() AND environment = foundation.current_environment())', p_table);
END
$$;

-- The audit log. Rows are added by every service and changed by nobody: no role has UPDATE or DELETE on it.
CREATE SCHEMA audit;
CREATE TABLE audit.event (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  service      text NOT NULL,
  action       text NOT NULL,
  actor_kind   text NOT NULL CHECK (actor_kind IN ('person', 'client', 'system')),
  actor_id     text NOT NULL,
  subject_kind text NOT NULL,
  subject_id   text NOT NULL,
  trace_id     text,
  PRIMARY KEY (tenant_id, environment, id)
);
SELECT foundation.isolate('audit.event');
CREATE INDEX event_by_subject ON audit.event (tenant_id, environment, subject_id, id);
CREATE INDEX event_by_actor_kind ON audit.event (tenant_id, environment, actor_kind, at);

-- The two tables behind every write of a service: what was answered to which idempotency key, and what happened
-- that others must hear of (the queue carries ids only; the payload stays here, under the tenant's policy).
CREATE FUNCTION foundation.install_command_tables(p_schema text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  EXECUTE format($ddl$
    CREATE TABLE %1$I.idempotency_key (
      tenant_id    text COLLATE "C" NOT NULL,
      environment  text NOT NULL,
      operation    text NOT NULL,
      key          text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
      request_hash text NOT NULL,
      answer       jsonb,
      created_at   timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (tenant_id, environment, operation, key)
    );
    CREATE TABLE %1$I.outbox_event (
      tenant_id    text COLLATE "C" NOT NULL,
      environment  text NOT NULL,
      id           text COLLATE "C" NOT NULL,
      type         text NOT NULL,
      occurred_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
      payload      jsonb NOT NULL,
      published_at timestamptz,
      PRIMARY KEY (tenant_id, environment, id)
    );
    CREATE INDEX outbox_event_waiting ON %1$I.outbox_event (tenant_id, environment, id) WHERE published_at IS NULL;
    SELECT foundation.isolate('%1$I.idempotency_key');
    SELECT foundation.isolate('%1$I.outbox_event');
  $ddl$, p_schema);
END
$$;

-- The rights of a service's login role: its own schema, and adding to the audit log.
CREATE FUNCTION foundation.grant_service(p_schema text, p_role text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA foundation, audit, %I TO %I', p_schema, p_role);
  EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA foundation, %I TO %I', p_schema, p_role);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', p_schema, p_role);
  EXECUTE format('REVOKE ALL ON TABLE %I.migration FROM %I', p_schema, p_role);
  EXECUTE format('GRANT INSERT ON audit.event TO %I', p_role);
END
$$;
