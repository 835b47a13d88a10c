-- A tenant's move from the shared tables to a database of its own, or back. The rows are the operator's own.
CREATE TABLE tenant.move (
  tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment     text NOT NULL,
  id              text COLLATE "C" NOT NULL,
  moved_tenant_id text COLLATE "C" NOT NULL,
  isolation       text NOT NULL CHECK (isolation IN ('SHARED', 'OWN_DATABASE')),
  status          text NOT NULL CHECK (status IN ('PREPARING', 'COPYING', 'SWITCHING', 'CLEARING', 'DONE')),
  requested_by    text NOT NULL,
  requested_at    timestamptz NOT NULL,
  rows            bigint,
  pause_ms        integer,
  PRIMARY KEY (tenant_id, environment, id)
);
SELECT foundation.isolate('tenant.move');
CREATE UNIQUE INDEX move_under_way ON tenant.move (tenant_id, environment, moved_tenant_id) WHERE status <> 'DONE';

CREATE FUNCTION tenant.move_later(p_tenant_id text, p_environment text, p_id text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'move', json_build_object('tenantId', p_tenant_id, 'environment', p_environment, 'id', p_id),
    run_at => now() + make_interval(secs => p_delay_seconds), max_attempts => 30000, job_key => 'move/' || p_id);
END
$$;

GRANT SELECT, INSERT, UPDATE ON tenant.move TO fanxing_tenant;
GRANT INSERT ON foundation.tenant_database TO fanxing_tenant;
