-- Backtests: a draft on past decisions, with the values recorded with them and what became of the loans. A part of it is committed with how
-- far it has come; the sums are in memory until it is done, so whoever takes it up after a crash begins anew.
CREATE TABLE risk.backtest (
  tenant_id        text COLLATE "C" NOT NULL,
  environment      text NOT NULL,
  id               text COLLATE "C" NOT NULL,
  product_code     text NOT NULL,
  -- What is tried: a published strategy, or a draft in JDM.
  strategy_id      text COLLATE "C",
  draft            jsonb,
  -- Decisions made at or after the first and before the second.
  decided_from     timestamptz NOT NULL,
  decided_until    timestamptz NOT NULL,
  -- The business day at whose beginning outcomes are read.
  outcomes_as_of   date NOT NULL,
  bad_after_days   integer NOT NULL,
  performance_days integer NOT NULL,
  segments         text[] NOT NULL,
  terms            jsonb NOT NULL,
  status           text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
  -- How often it was begun; whoever works on an earlier attempt writes nothing any more.
  attempt          integer NOT NULL DEFAULT 0,
  total            integer NOT NULL,
  looked_at        integer NOT NULL DEFAULT 0,
  report           jsonb,
  failure          jsonb,
  requested_by     text NOT NULL,
  started_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  ended_at         timestamptz,
  PRIMARY KEY (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, strategy_id) REFERENCES risk.strategy (tenant_id, environment, id),
  CHECK (num_nonnulls(strategy_id, draft) = 1),
  CHECK (decided_from < decided_until),
  CHECK ((status = 'RUNNING') = (ended_at IS NULL)),
  CHECK ((status = 'DONE') = (report IS NOT NULL)),
  CHECK ((status = 'FAILED') = (failure IS NOT NULL))
);
CREATE INDEX backtest_running ON risk.backtest (tenant_id, environment, id) WHERE status = 'RUNNING';

-- Decisions that the draft would turn; what it leaves as it was is counted and not kept.
CREATE TABLE risk.backtest_swap (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  backtest_id  text COLLATE "C" NOT NULL,
  swap         text NOT NULL CHECK (swap IN ('SWAP_IN', 'SWAP_OUT')),
  decision_id  text COLLATE "C" NOT NULL,
  borrower_id  text COLLATE "C" NOT NULL,
  outcome      text NOT NULL CHECK (outcome IN ('GOOD', 'BAD', 'UNKNOWN')),
  draft_answer jsonb NOT NULL,
  PRIMARY KEY (tenant_id, environment, backtest_id, swap, decision_id),
  FOREIGN KEY (tenant_id, environment, backtest_id) REFERENCES risk.backtest (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, decision_id) REFERENCES risk.decision (tenant_id, environment, id)
);
CREATE INDEX backtest_swap_by_borrower ON risk.backtest_swap (tenant_id, environment, borrower_id);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY['backtest', 'backtest_swap']) AS name;
GRANT SELECT, INSERT, UPDATE ON risk.backtest TO fanxing_risk;
GRANT SELECT, INSERT, DELETE ON risk.backtest_swap TO fanxing_risk;

-- One at a time in a database, whoever's they are: the others' monitoring and the decisions of the day come first.
CREATE FUNCTION risk.backtest_soon(p_tenant_id text, p_environment text, p_backtest_id text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_risk.add_job(
    'backtest', json_build_object('tenantId', p_tenant_id, 'environment', p_environment, 'id', p_backtest_id),
    queue_name => 'backtest', max_attempts => 100, job_key => format('backtest/%s', p_backtest_id));
END
$$;

-- In the same commit as the erasure; what is written by a part that began before it is not shown, for its decision is empty.
CREATE FUNCTION risk.forget_backtested() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  DELETE FROM risk.backtest_swap WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.borrower_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_backtested AFTER INSERT ON risk.erasure FOR EACH ROW EXECUTE FUNCTION risk.forget_backtested();
