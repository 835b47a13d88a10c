-- Gateways are told with a tenant's terms whether its business has stopped, so that the one door can refuse what it may no longer do.
DROP FUNCTION tenant.exchange_open_terms(text, text, date, bigint, bigint, bigint);
CREATE FUNCTION tenant.exchange_open_terms(
  p_tenant_id text, p_environment text, p_day date, p_points bigint, p_requests bigint, p_refused bigint
) RETURNS TABLE (limits jsonb, points_today bigint, registered_only boolean, stopped_as text) LANGUAGE plpgsql AS
$$
DECLARE
  v_status text;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF p_tenant_id <> 'tenant_00000000000000000000000000' THEN
    SELECT t.status INTO v_status FROM tenant.tenant t WHERE t.tenant_id = p_tenant_id AND t.environment = p_environment AND t.id = p_tenant_id;
    IF v_status IS NULL OR v_status = 'CLOSING' THEN
      RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = 'TENANT_NOT_ACTIVE',
        DETAIL = jsonb_build_object('status', coalesce(v_status, 'OFFBOARDED'))::text, HINT = '';
    END IF;
  END IF;
  RETURN QUERY SELECT terms.*, nullif(v_status, 'ACTIVE')
    FROM tenant.exchange_terms(p_tenant_id, p_environment, p_day, p_points, p_requests, p_refused) AS terms;
END
$$;
