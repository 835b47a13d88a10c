-- Records of the audit log that are written together await their seal together: one statement for all of them instead of one for each
-- (docs/decisions/0136).
DROP TRIGGER await_seal ON audit.event;

CREATE OR REPLACE FUNCTION audit.await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
  v_chain       record;
BEGIN
  INSERT INTO audit.unsealed (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
  SELECT 'tenant_00000000000000000000000000', 'live', recorded.tenant_id, recorded.environment, recorded.id FROM recorded
  WHERE recorded.tenant_id = v_tenant_id AND recorded.environment = v_environment;
  -- A superuser, whom no policy binds, writes in any tenant's name.
  FOR v_chain IN
    SELECT DISTINCT recorded.tenant_id, recorded.environment FROM recorded
    WHERE (recorded.tenant_id = v_tenant_id AND recorded.environment = v_environment) IS NOT TRUE
  LOOP
    PERFORM set_config('app.tenant_id', v_chain.tenant_id, true), set_config('app.environment', v_chain.environment, true);
    INSERT INTO audit.unsealed (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
    SELECT 'tenant_00000000000000000000000000', 'live', recorded.tenant_id, recorded.environment, recorded.id FROM recorded
    WHERE recorded.tenant_id = v_chain.tenant_id AND recorded.environment = v_chain.environment;
    PERFORM set_config('app.tenant_id', v_tenant_id, true), set_config('app.environment', v_environment, true);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER await_seal AFTER INSERT ON audit.event REFERENCING NEW TABLE AS recorded
  FOR EACH STATEMENT EXECUTE FUNCTION audit.await_seal();
