-- What a record of the audit log costs its writer, less of it (docs/decisions/0128).

-- Whoever writes a tenant's record may put that record, and nothing else, on the platform's list of what waits to be sealed, and so
-- needs not become the platform for a moment. It does not see the list.
CREATE POLICY waits_to_be_sealed ON audit.unsealed FOR INSERT WITH CHECK (
  tenant_id = 'tenant_00000000000000000000000000' AND environment = 'live'
  AND chain_tenant_id = foundation.current_tenant_id() AND chain_environment = foundation.current_environment());

CREATE OR REPLACE FUNCTION audit.await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
  v_is_own      boolean := NEW.tenant_id = v_tenant_id AND NEW.environment = v_environment;
BEGIN
  -- A superuser, whom no policy binds, writes in any tenant's name.
  IF v_is_own IS NOT TRUE THEN
    PERFORM set_config('app.tenant_id', NEW.tenant_id, true), set_config('app.environment', NEW.environment, true);
  END IF;
  INSERT INTO audit.unsealed (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
  VALUES ('tenant_00000000000000000000000000', 'live', NEW.tenant_id, NEW.environment, NEW.id);
  IF v_is_own IS NOT TRUE THEN
    PERFORM set_config('app.tenant_id', v_tenant_id, true), set_config('app.environment', v_environment, true);
  END IF;
  RETURN NULL;
END
$$;
