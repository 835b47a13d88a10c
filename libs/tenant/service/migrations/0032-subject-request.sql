-- Requests of borrowers about their own data (个人信息主体请求), with their deadlines and what came of them.

CREATE TABLE tenant.subject_request (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  id              text COLLATE "C" NOT NULL,
  borrower_id     text COLLATE "C" NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('ACCESS', 'CORRECTION', 'PORTABILITY', 'ERASURE', 'EXPLANATION', 'RESTRICTION')),
  status          text NOT NULL CHECK (status IN ('OPEN', 'IN_PROGRESS', 'COMPLETED', 'REJECTED')),
  -- The borrower's own words and the right values: personal data, which an erasure takes away.
  details         text,
  correction      jsonb,
  decision_id     text COLLATE "C",
  opened_by       text NOT NULL,
  opened_at       timestamptz NOT NULL,
  due_at          timestamptz NOT NULL,
  handled_by      text,
  ended_at        timestamptz,
  rejection       text,
  rejection_note  text,
  -- What came of it, in counts and digests; never the data themselves.
  result          jsonb NOT NULL DEFAULT '{}',
  overdue_told_at timestamptz,
  CHECK ((status IN ('COMPLETED', 'REJECTED')) = (ended_at IS NOT NULL)),
  CHECK ((status = 'REJECTED') = (rejection IS NOT NULL))
);
CREATE INDEX subject_request_by_borrower ON tenant.subject_request (tenant_id, environment, borrower_id, id);
CREATE INDEX subject_request_waiting ON tenant.subject_request (tenant_id, environment, due_at) WHERE ended_at IS NULL;
ALTER TABLE tenant.subject_request ADD PRIMARY KEY (tenant_id, environment, id);

CREATE TABLE tenant.subject_request_setting (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  working_days integer NOT NULL CHECK (working_days BETWEEN 1 AND 30),
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('tenant.subject_request');
SELECT foundation.isolate('tenant.subject_request_setting');
GRANT SELECT, INSERT, UPDATE ON tenant.subject_request, tenant.subject_request_setting TO fanxing_tenant;

-- Lets the deadlines be looked at when the next of them is over.
CREATE FUNCTION tenant.watch_deadlines(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_next timestamptz;
BEGIN
  SELECT min(due_at) INTO v_next FROM tenant.subject_request
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND ended_at IS NULL AND overdue_told_at IS NULL;
  IF v_next IS NULL THEN RETURN; END IF;
  PERFORM job_tenant.add_job(
    'deadline', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), run_at => v_next,
    max_attempts => 30000, job_key => format('deadline/%s/%s', p_tenant_id, p_environment));
END
$$;
