-- When a tenant's sweep comes due again: soon while anything at all is unfinished, however young, since the sweep that finds
-- it too young to take up may be the only one for half a minute; else later.
CREATE FUNCTION lending.sweep_again(p_tenant_id text, p_environment text, p_soon_seconds integer, p_later_seconds integer)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_unfinished boolean;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_unfinished :=
    EXISTS (SELECT FROM lending.loan
            WHERE tenant_id = p_tenant_id AND environment = p_environment AND status = 'DISBURSING')
    OR EXISTS (SELECT FROM lending.outbox_event
               WHERE tenant_id = p_tenant_id AND environment = p_environment AND published_at IS NULL);
  PERFORM lending.sweep_later(p_tenant_id, p_environment, CASE WHEN v_unfinished THEN p_soon_seconds ELSE p_later_seconds END);
END
$$;
GRANT EXECUTE ON FUNCTION lending.sweep_again(text, text, integer, integer) TO fanxing_lending;
