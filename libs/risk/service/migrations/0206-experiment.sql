-- Experiments: other rules on a part of a product's applications, or beside the answer on all of them. One runs at a time for a
-- product, and only while the rules that it is compared with are the ones in force.
CREATE TABLE risk.experiment (
  tenant_id              text COLLATE "C" NOT NULL,
  environment            text NOT NULL,
  id                     text COLLATE "C" NOT NULL,
  product_code           text NOT NULL,
  name                   text NOT NULL,
  -- SHADOW: the challenger runs after the answer and decides nothing. PILOT: it decides for its share.
  mode                   text NOT NULL CHECK (mode IN ('SHADOW', 'PILOT')),
  champion_strategy_id   text COLLATE "C",
  champion_pipeline_id   text COLLATE "C",
  challenger_strategy_id text COLLATE "C",
  challenger_pipeline_id text COLLATE "C",
  -- Hundredths of a percent, rising; `step` counts from 0.
  steps                  integer[] NOT NULL,
  step                   integer NOT NULL DEFAULT 0,
  guard_rails            jsonb NOT NULL,
  -- The looks at the figures that were taken; each is taken once.
  looks                  integer NOT NULL DEFAULT 0,
  status                 text NOT NULL CHECK (status IN ('RUNNING', 'STOPPED', 'ROLLED_BACK')),
  breaches               jsonb NOT NULL DEFAULT '[]',
  started_at             timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at               timestamptz,
  PRIMARY KEY (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, challenger_strategy_id) REFERENCES risk.strategy (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, challenger_pipeline_id) REFERENCES risk.pipeline (tenant_id, environment, id),
  CHECK (step >= 0 AND step < cardinality(steps)),
  CHECK ((status = 'RUNNING') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX experiment_running ON risk.experiment (tenant_id, environment, product_code) WHERE status = 'RUNNING';

-- What an arm answered, as in a ballot: not on whom. So a group of a protected attribute can be counted without standing beside
-- anybody.
CREATE TABLE risk.experiment_slip (
  tenant_id         text COLLATE "C" NOT NULL,
  environment       text NOT NULL,
  experiment_id     text COLLATE "C" NOT NULL,
  id                uuid NOT NULL DEFAULT gen_random_uuid(),
  arm               text NOT NULL CHECK (arm IN ('CHAMPION', 'CHALLENGER')),
  approved          boolean NOT NULL,
  reasons           text[] NOT NULL,
  protected_group   text,
  -- Of a shadow run: what the champion answered on the same application.
  champion_approved boolean,
  PRIMARY KEY (tenant_id, environment, experiment_id, id),
  FOREIGN KEY (tenant_id, environment, experiment_id) REFERENCES risk.experiment (tenant_id, environment, id)
);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY['experiment', 'experiment_slip']) AS name;
GRANT SELECT, INSERT, UPDATE ON risk.experiment TO fanxing_risk;
GRANT SELECT, INSERT ON risk.experiment_slip TO fanxing_risk;

ALTER TABLE risk.decision
  ADD COLUMN experiment_id text COLLATE "C",
  ADD COLUMN arm text CHECK (arm IN ('CHAMPION', 'CHALLENGER')),
  ADD FOREIGN KEY (tenant_id, environment, experiment_id) REFERENCES risk.experiment (tenant_id, environment, id);

-- The experiment that an application of a product takes part in, if one runs and is still compared with what is in force.
CREATE FUNCTION risk.experiment_in_force(
  p_tenant_id text, p_environment text, p_product_code text, p_strategy_id text, p_pipeline_id text
) RETURNS TABLE (
  id text, mode text, share integer, challenger_strategy_id text, challenger_pipeline_id text, protected_attribute text
) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT e.id, e.mode, e.steps[e.step + 1], e.challenger_strategy_id, e.challenger_pipeline_id, e.guard_rails #>> '{fairness,attribute}'
    FROM risk.experiment e
    WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.product_code = p_product_code AND e.status = 'RUNNING'
      AND e.champion_strategy_id IS NOT DISTINCT FROM p_strategy_id AND e.champion_pipeline_id IS NOT DISTINCT FROM p_pipeline_id;
END
$$;

-- Notes to which arm a decision belongs, once, and what that arm answered; a shadow run has no decision of its own.
CREATE FUNCTION risk.note_arm(
  p_tenant_id text, p_environment text, p_experiment_id text, p_decision_id text, p_arm text, p_approved boolean, p_reasons text[],
  p_protected_group text, p_champion_approved boolean
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF p_decision_id IS NOT NULL THEN
    UPDATE risk.decision SET experiment_id = p_experiment_id, arm = p_arm
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_decision_id AND experiment_id IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
  END IF;
  INSERT INTO risk.experiment_slip (tenant_id, environment, experiment_id, arm, approved, reasons, protected_group, champion_approved)
  VALUES (p_tenant_id, p_environment, p_experiment_id, p_arm, p_approved, p_reasons, p_protected_group, p_champion_approved);
END
$$;

-- Watches an experiment again after so many seconds.
CREATE FUNCTION risk.watch_later(p_tenant_id text, p_environment text, p_experiment_id text, p_delay_seconds integer) RETURNS void
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_risk.add_job(
    'watch', json_build_object('tenantId', p_tenant_id, 'environment', p_environment, 'id', p_experiment_id),
    run_at => now() + make_interval(secs => p_delay_seconds), max_attempts => 30000, job_key => format('watch/%s', p_experiment_id));
END
$$;
