-- The whole life of a tenant: rejected or provisioned, suspended and resumed, and one day offboarded.

ALTER TABLE tenant.tenant
  DROP CONSTRAINT tenant_status_check,
  DROP CONSTRAINT tenant_check2,
  ADD COLUMN rejected_by text,
  ADD COLUMN rejection text,
  ADD CONSTRAINT tenant_status_check CHECK (status IN ('IN_REVIEW', 'REJECTED', 'ACTIVE', 'SUSPENDED', 'OFFBOARDING', 'CLOSING')),
  ADD CONSTRAINT tenant_approval_check CHECK ((status IN ('IN_REVIEW', 'REJECTED')) = (approved_by IS NULL)),
  ADD CONSTRAINT tenant_rejection_check CHECK ((status = 'REJECTED') = (rejected_by IS NOT NULL) AND (rejected_by IS NULL) = (rejection IS NULL));

-- What is made for a tenant once it is approved, one row a step; the order of the steps is the code's.
CREATE TABLE tenant.provisioning_step (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  name        text NOT NULL,
  status      text NOT NULL CHECK (status IN ('PENDING', 'DONE', 'FAILED')),
  attempts    integer NOT NULL DEFAULT 0,
  -- The reason code of the last failure.
  failure     text,
  changed_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, name),
  CHECK ((status = 'FAILED') = (failure IS NOT NULL))
);
SELECT foundation.isolate('tenant.provisioning_step');

-- How a tenant leaves. The rows are the operator's own, as those of tenant.slug are: they stay when nothing else does.
CREATE TABLE tenant.offboarding (
  tenant_id      text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  left_tenant_id text COLLATE "C" NOT NULL,
  left_slug      text NOT NULL,
  status         text NOT NULL CHECK (status IN ('REQUESTED', 'EXPORTING', 'EXPORTED', 'CLOSING', 'ERASING', 'ERASED', 'CANCELLED')),
  forced         boolean NOT NULL,
  reason         text NOT NULL,
  grace_days     integer NOT NULL CHECK (grace_days BETWEEN 0 AND 365),
  requested_by   text NOT NULL,
  requested_at   timestamptz NOT NULL,
  confirmed_by   text CHECK (confirmed_by <> requested_by),
  erase_after    timestamptz,
  -- Where the export is, its digest and its counts; of the last one that was made.
  export         jsonb,
  -- The signed proof that nothing is left.
  certificate    jsonb,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK (status IN ('REQUESTED', 'CANCELLED') OR confirmed_by IS NOT NULL),
  CHECK ((confirmed_by IS NULL) = (erase_after IS NULL)),
  CHECK ((status = 'ERASED') = (certificate IS NOT NULL))
);
SELECT foundation.isolate('tenant.offboarding');
CREATE UNIQUE INDEX offboarding_under_way ON tenant.offboarding (tenant_id, environment, left_tenant_id)
  WHERE status NOT IN ('ERASED', 'CANCELLED');

-- Lets provisioning come due again, in case that whoever approved does not live to finish it.
CREATE FUNCTION tenant.provision_later(p_tenant_id text, p_environment text, p_delay_seconds integer) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'provision', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => now() + make_interval(secs => p_delay_seconds),
    max_attempts => 30000, job_key => format('provision/%s/%s', p_tenant_id, p_environment));
END
$$;

-- Lets an offboarding go on: the job is the platform's own, for the tenant's are erased.
CREATE FUNCTION tenant.offboard_later(p_tenant_id text, p_environment text, p_id text, p_delay_seconds bigint) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_tenant.add_job(
    'offboard', json_build_object('tenantId', p_tenant_id, 'environment', p_environment, 'id', p_id),
    run_at => now() + make_interval(secs => p_delay_seconds), max_attempts => 30000, job_key => 'offboard/' || p_id);
END
$$;

-- The terms of a tenant that is there. One that is closing, or gone, gets none, and so the gateways let nothing of it in:
-- erasure must not race with its requests.
CREATE FUNCTION tenant.exchange_open_terms(
  p_tenant_id text, p_environment text, p_day date, p_points bigint, p_requests bigint, p_refused bigint
) RETURNS TABLE (limits jsonb, points_today bigint, registered_only boolean) LANGUAGE plpgsql AS
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
  RETURN QUERY SELECT * FROM tenant.exchange_terms(p_tenant_id, p_environment, p_day, p_points, p_requests, p_refused);
END
$$;

GRANT SELECT, INSERT, UPDATE ON tenant.provisioning_step, tenant.offboarding TO fanxing_tenant;
GRANT EXECUTE ON FUNCTION audit.remove_chain(text, text) TO fanxing_keeper;
GRANT USAGE ON SCHEMA audit TO fanxing_keeper;
