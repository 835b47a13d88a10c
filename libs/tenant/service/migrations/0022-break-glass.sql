-- An operator's access to one tenant's environment, read only and for an hour at most. It is the tenant's row, so that the
-- tenant's owner sees it, and every use of it is a record in the tenant's own audit log.
CREATE TABLE tenant.break_glass (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  reason       text NOT NULL,
  minutes      integer NOT NULL CHECK (minutes BETWEEN 1 AND 60),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  approved_by  text CHECK (approved_by <> requested_by),
  opened_at    timestamptz,
  ends_at      timestamptz CHECK (ends_at <= opened_at + interval '60 minutes'),
  ended_by     text,
  ended_at     timestamptz,
  -- SHA-256 of the secret that was taken last; the one before it is void.
  sha256       text COLLATE "C",
  uses         integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, sha256),
  CHECK ((approved_by IS NULL) = (opened_at IS NULL) AND (opened_at IS NULL) = (ends_at IS NULL)),
  CHECK (sha256 IS NULL OR opened_at IS NOT NULL),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
SELECT foundation.isolate('tenant.break_glass');

-- Who holds an access; a use counts and is written down in the same transaction, so that none goes unseen.
CREATE FUNCTION tenant.break_glass_holder(
  p_tenant_id text, p_environment text, p_sha256 text, p_at timestamptz, p_audit_id text, p_trace_id text
) RETURNS TABLE (requested_by text, ends_at_ms text) LANGUAGE plpgsql AS
$$
DECLARE
  held tenant.break_glass;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO held FROM tenant.break_glass b
  WHERE b.tenant_id = p_tenant_id AND b.environment = p_environment AND b.sha256 = p_sha256
    AND b.ends_at > p_at AND b.ended_at IS NULL;
  IF held.id IS NULL THEN
    RETURN;
  END IF;
  IF p_audit_id IS NOT NULL THEN
    UPDATE tenant.break_glass b SET uses = b.uses + 1
    WHERE b.tenant_id = p_tenant_id AND b.environment = p_environment AND b.id = held.id;
    INSERT INTO audit.event
      (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, after, trace_id)
    VALUES
      (p_tenant_id, p_environment, p_audit_id, 'tenant', 'useBreakGlass', 'person', held.requested_by,
       'break-glass', held.id, jsonb_build_object('reason', held.reason), p_trace_id);
  END IF;
  RETURN QUERY SELECT held.requested_by, floor(extract(epoch FROM held.ends_at) * 1000)::bigint::text;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.break_glass TO fanxing_tenant;
GRANT EXECUTE ON FUNCTION tenant.break_glass_holder TO fanxing_tenant;
