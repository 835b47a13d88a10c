-- A tenant's leaving, as far as lending knows of it.

-- Lets the tenant's sweep come due again, unless the tenant is gone: a sweep that was under way then must not come back for ever.
CREATE OR REPLACE FUNCTION lending.sweep_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM 1 FROM lending.sweep WHERE tenant_id = p_tenant_id AND environment = p_environment FOR KEY SHARE;
  IF NOT FOUND THEN RETURN; END IF;
  PERFORM job_lending.add_job(
    'sweep', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('sweep/%s/%s', p_tenant_id, p_environment));
END
$$;

-- What keeps a tenant from leaving: loans that are not paid back, and money whose way is not at its end.
CREATE FUNCTION lending.open_business(p_tenant_id text, p_environment text) RETURNS TABLE (loans_open integer, on_their_way integer)
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT count(*) FILTER (WHERE status IN ('ACTIVE', 'OVERDUE'))::integer,
                      count(*) FILTER (WHERE status IN ('PENDING', 'DISBURSING'))::integer
  FROM lending.loan WHERE tenant_id = p_tenant_id AND environment = p_environment
    AND status IN ('PENDING', 'DISBURSING', 'ACTIVE', 'OVERDUE');
END
$$;

