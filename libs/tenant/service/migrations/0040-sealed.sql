-- What the tenant service keeps of persons, and the secrets of tenants, are sealed texts in the columns where they stood
-- (libs/runtime/src/encryption/sealed-text.ts). What stands there from before is sealed by a job for each tenant's environment.

CREATE FUNCTION tenant.seal_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'seal', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('seal/%s/%s', p_tenant_id, p_environment));
END
$$;

DO $$
DECLARE
  v_row record;
BEGIN
  IF to_regproc('job_tenant.add_job') IS NULL THEN RETURN; END IF;
  ALTER TABLE tenant.tenant NO FORCE ROW LEVEL SECURITY;
  FOR v_row IN SELECT DISTINCT tenant_id, environment FROM tenant.tenant LOOP
    PERFORM tenant.seal_later(v_row.tenant_id, v_row.environment, 0);
  END LOOP;
  ALTER TABLE tenant.tenant FORCE ROW LEVEL SECURITY;
END $$;

SELECT foundation.grant_keys('fanxing_tenant');
GRANT EXECUTE ON FUNCTION tenant.seal_later(text, text, integer), vault.destroy_tenant_keys(text, text) TO fanxing_tenant;
