-- Loans of an experiment that are old enough to tell whether their first due day was missed. Each is judged once, whatever becomes of it
-- afterwards; lending knows of the loan, and here stands what counts for the arm that decided.
CREATE TABLE risk.experiment_loan (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  experiment_id text COLLATE "C" NOT NULL,
  decision_id   text COLLATE "C" NOT NULL,
  arm           text NOT NULL CHECK (arm IN ('CHAMPION', 'CHALLENGER')),
  late          boolean NOT NULL,
  judged_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, experiment_id, decision_id),
  FOREIGN KEY (tenant_id, environment, experiment_id) REFERENCES risk.experiment (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, decision_id) REFERENCES risk.decision (tenant_id, environment, id)
);
SELECT foundation.isolate('risk.experiment_loan');
GRANT SELECT, INSERT ON risk.experiment_loan TO fanxing_risk;

CREATE INDEX decision_of_experiment ON risk.decision (tenant_id, environment, experiment_id, id) WHERE experiment_id IS NOT NULL;

-- A day has begun: loans have grown older. Nothing to do where no experiment asks.
CREATE FUNCTION risk.judge_loans_soon(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF NOT EXISTS (
    SELECT FROM risk.experiment WHERE tenant_id = p_tenant_id AND environment = p_environment AND status = 'RUNNING'
      AND guard_rails ->> 'earlyDelinquencyWithin' IS NOT NULL) THEN RETURN; END IF;
  PERFORM job_risk.add_job(
    'judge-loans', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), max_attempts => 30000,
    job_key => format('judge-loans/%s/%s', p_tenant_id, p_environment));
END
$$;
