-- Exports that a bank takes of its own data while it is here. The archive is a file on the platform's disk, encrypted under a data key
-- that stands here and goes when the time to fetch it is over: the file is noise then, wherever it was copied to.
CREATE TABLE tenant.export (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  status       text NOT NULL CHECK (status IN ('PREPARING', 'READY', 'EXPIRED')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  ready_at     timestamptz,
  expires_at   timestamptz,
  rows         bigint,
  -- Of the archive in the clear.
  bytes        bigint,
  sha256       text,
  data_key     bytea,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((status = 'READY') = (data_key IS NOT NULL)),
  CHECK ((status = 'PREPARING') = (ready_at IS NULL)),
  CHECK (num_nonnulls(ready_at, expires_at, rows, bytes, sha256) IN (0, 5))
);
SELECT foundation.isolate('tenant.export');
-- One at a time: each walks all that the bank has.
CREATE UNIQUE INDEX export_under_way ON tenant.export (tenant_id, environment) WHERE status = 'PREPARING';

-- Lets an export be made, or its time be over.
CREATE FUNCTION tenant.export_later(p_tenant_id text, p_environment text, p_id text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'export', json_build_object('tenantId', p_tenant_id, 'environment', p_environment, 'id', p_id),
    run_at => now() + make_interval(secs => p_delay_seconds), max_attempts => 30000, job_key => 'export/' || p_id);
END
$$;

-- Whether somebody else is there who could be the second person.
CREATE FUNCTION tenant.has_another(p_tenant_id text, p_environment text, p_roles text[], p_actor_id text) RETURNS TABLE (another boolean)
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT EXISTS (
    SELECT FROM tenant."user" u
    WHERE u.tenant_id = p_tenant_id AND u.environment = p_environment AND u.status = 'ACTIVE' AND u.roles && p_roles AND u.username <> p_actor_id);
END
$$;

GRANT SELECT, INSERT, UPDATE ON tenant.export TO fanxing_tenant;
