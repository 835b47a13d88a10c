-- Lines are watched after the money is out: by which rules, what was seen, what was done about it. Rules and warnings are added and never
-- changed, so a warning can be made again from what was there when it was made.

CREATE TABLE risk.monitoring_rules (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  product_code   text NOT NULL,
  version        integer NOT NULL,
  content        jsonb NOT NULL,
  fingerprint    text NOT NULL,
  indicators     text[] NOT NULL,
  warnings       jsonb NOT NULL,
  -- So many business days after a change of a line nothing but a freeze is asked for.
  cool_down_days integer NOT NULL CHECK (cool_down_days BETWEEN 0 AND 365),
  published_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, product_code, version)
);

CREATE TABLE risk.early_warning (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  credit_line_id text COLLATE "C" NOT NULL,
  borrower_id    text COLLATE "C" NOT NULL,
  product_code   text NOT NULL,
  rules_id       text COLLATE "C" NOT NULL,
  trigger        text NOT NULL CHECK (trigger IN ('DAY', 'EVENT')),
  business_date  date NOT NULL,
  as_of          timestamptz NOT NULL,
  -- Events received later than this are not part of it, whenever they happened.
  known_until    timestamptz NOT NULL,
  level          text NOT NULL CHECK (level IN ('GREEN', 'YELLOW', 'ORANGE', 'RED')),
  reasons        jsonb NOT NULL,
  -- What the rules wanted, and what is asked of lending; `held`: why that is less.
  wanted         text NOT NULL,
  action         text NOT NULL,
  held           text,
  currency       text NOT NULL,
  limit_minor    bigint,
  fingerprint    text NOT NULL,
  consent_id     text COLLATE "C" NOT NULL,
  categories     text[] NOT NULL,
  -- The line, the last change of it, the values and the trace, as one sealed text.
  facts_sealed   text,
  noted_at       timestamptz NOT NULL,
  unusable_since timestamptz,
  erased_at      timestamptz,
  PRIMARY KEY (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, rules_id) REFERENCES risk.monitoring_rules (tenant_id, environment, id),
  CHECK ((action IN ('RAISE', 'CUT')) = (limit_minor IS NOT NULL)),
  CHECK ((wanted = action) = (held IS NULL))
);
-- A line is looked at once a day, however often the day's run begins.
CREATE UNIQUE INDEX early_warning_of_day ON risk.early_warning (tenant_id, environment, credit_line_id, business_date) WHERE trigger = 'DAY';
CREATE INDEX early_warning_by_line ON risk.early_warning (tenant_id, environment, credit_line_id, id);
CREATE INDEX early_warning_by_borrower ON risk.early_warning (tenant_id, environment, borrower_id, id);
CREATE INDEX early_warning_by_level ON risk.early_warning (tenant_id, environment, level, id);
CREATE INDEX early_warning_by_consent ON risk.early_warning (tenant_id, environment, consent_id);
CREATE INDEX early_warning_ordered ON risk.early_warning (tenant_id, environment, credit_line_id, id) WHERE action <> 'NONE';

-- What lending answered to what a warning asked for. None yet: it is still to be asked.
CREATE TABLE risk.line_order_outcome (
  tenant_id        text COLLATE "C" NOT NULL,
  environment      text NOT NULL,
  early_warning_id text COLLATE "C" NOT NULL,
  outcome          text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
  refusal          text,
  answered_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, early_warning_id),
  FOREIGN KEY (tenant_id, environment, early_warning_id) REFERENCES risk.early_warning (tenant_id, environment, id),
  CHECK ((outcome = 'REFUSED') = (refusal IS NOT NULL))
);

-- One walk over all lines for each business day; how far it has come is committed after each part.
CREATE TABLE risk.monitoring_run (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  business_date   date NOT NULL,
  status          text NOT NULL CHECK (status IN ('RUNNING', 'DONE', 'PASSED_OVER')),
  known_until     timestamptz NOT NULL,
  after_id        text COLLATE "C" NOT NULL DEFAULT '',
  looked          integer NOT NULL DEFAULT 0,
  warned          integer NOT NULL DEFAULT 0,
  ordered         integer NOT NULL DEFAULT 0,
  without_consent integer NOT NULL DEFAULT 0,
  failed          integer NOT NULL DEFAULT 0,
  ended_at        timestamptz,
  PRIMARY KEY (tenant_id, environment, business_date)
);

-- Borrowers of whom news is looked at between the days, and those of whom there is some.
CREATE TABLE risk.monitored_borrower (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  looked_at   timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (tenant_id, environment, borrower_id)
);
CREATE TABLE risk.monitoring_due (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  due_at      timestamptz NOT NULL,
  -- Counts, so that what comes while somebody looks is not taken for seen.
  news        bigint NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, environment, borrower_id)
);
CREATE INDEX monitoring_due_next ON risk.monitoring_due (tenant_id, environment, due_at);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY[
  'monitoring_rules', 'early_warning', 'line_order_outcome', 'monitoring_run', 'monitored_borrower', 'monitoring_due']) AS name;
GRANT SELECT, INSERT ON risk.monitoring_rules, risk.early_warning, risk.line_order_outcome TO fanxing_risk;
GRANT SELECT, INSERT, UPDATE ON risk.monitoring_run TO fanxing_risk;
GRANT SELECT, INSERT, UPDATE, DELETE ON risk.monitored_borrower, risk.monitoring_due TO fanxing_risk;

CREATE FUNCTION risk.monitor_news_later(p_tenant_id text, p_environment text, p_delay_seconds double precision) RETURNS void
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_risk.add_job(
    'monitor-news', json_build_object('tenantId', p_tenant_id, 'environment', p_environment),
    run_at => now() + make_interval(secs => p_delay_seconds), max_attempts => 30000,
    job_key => format('monitor-news/%s/%s', p_tenant_id, p_environment));
END
$$;

CREATE FUNCTION risk.monitor_day_soon(p_tenant_id text, p_environment text) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM job_risk.add_job(
    'monitor-day', json_build_object('tenantId', p_tenant_id, 'environment', p_environment), max_attempts => 30000,
    job_key => format('monitor-day/%s/%s', p_tenant_id, p_environment));
END
$$;

-- There is news of these borrowers. The first is looked at at once, what follows within a minute is looked at together. Nothing to do
-- for a tenant that watches nothing.
CREATE FUNCTION risk.put_monitoring_due(p_tenant_id text, p_environment text, p_borrower_ids text[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  IF NOT EXISTS (SELECT FROM risk.monitoring_rules WHERE tenant_id = p_tenant_id AND environment = p_environment) THEN RETURN; END IF;
  INSERT INTO risk.monitoring_due AS due (tenant_id, environment, borrower_id, due_at)
    SELECT p_tenant_id, p_environment, monitored.borrower_id,
           -- Instants are told to the millisecond: a look in the very one in which something came would take it for unknown.
           greatest(clock_timestamp() + interval '2 milliseconds', monitored.looked_at + interval '60 seconds')
    FROM unnest(p_borrower_ids) AS told (id)
    JOIN risk.monitored_borrower AS monitored
      ON monitored.tenant_id = p_tenant_id AND monitored.environment = p_environment AND monitored.borrower_id = told.id
    -- In one order, so that two that tell of the same borrowers do not wait for each other.
    ORDER BY monitored.borrower_id
  ON CONFLICT (tenant_id, environment, borrower_id) DO UPDATE
    SET news = due.news + 1, due_at = greatest(due.due_at, clock_timestamp() + interval '2 milliseconds');
  IF FOUND THEN PERFORM risk.monitor_news_later(p_tenant_id, p_environment, 0); END IF;
END
$$;

-- Lending tells something of a borrower, whose first loan begins the watch.
CREATE FUNCTION risk.note_news(p_tenant_id text, p_environment text, p_borrower_id text, p_begins boolean) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF p_begins THEN
    INSERT INTO risk.monitored_borrower (tenant_id, environment, borrower_id) VALUES (p_tenant_id, p_environment, p_borrower_id)
    ON CONFLICT DO NOTHING;
  END IF;
  PERFORM risk.put_monitoring_due(p_tenant_id, p_environment, ARRAY[p_borrower_id]);
END
$$;

-- By whichever door events come: one statement's events together. Most are of nobody who is watched.
CREATE FUNCTION risk.note_events() RETURNS trigger LANGUAGE plpgsql AS
$$
DECLARE
  v_told record;
BEGIN
  FOR v_told IN SELECT tenant_id, environment, array_agg(DISTINCT borrower_id) AS borrower_ids FROM added GROUP BY 1, 2 LOOP
    PERFORM risk.put_monitoring_due(v_told.tenant_id, v_told.environment, v_told.borrower_ids);
  END LOOP;
  RETURN NULL;
END
$$;
CREATE TRIGGER note_events AFTER INSERT ON risk.event REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION risk.note_events();

-- A look at some borrowers is over: what came meanwhile is looked at later, with what follows. Nobody has looked where there are no rules.
CREATE FUNCTION risk.end_look(p_tenant_id text, p_environment text, p_borrower_ids text[], p_news bigint[], p_looked boolean) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  DELETE FROM risk.monitoring_due AS due USING unnest(p_borrower_ids, p_news) AS seen (borrower_id, news)
  WHERE due.tenant_id = p_tenant_id AND due.environment = p_environment AND due.borrower_id = seen.borrower_id AND due.news = seen.news;
  UPDATE risk.monitoring_due AS due SET due_at = clock_timestamp() + interval '60 seconds'
  WHERE due.tenant_id = p_tenant_id AND due.environment = p_environment AND due.borrower_id = ANY (p_borrower_ids);
  UPDATE risk.monitored_borrower AS monitored SET looked_at = clock_timestamp()
  WHERE p_looked AND monitored.tenant_id = p_tenant_id AND monitored.environment = p_environment AND monitored.borrower_id = ANY (p_borrower_ids);
END
$$;

-- A day has begun: all lines are looked at, once. Nothing to do for a tenant that watches nothing.
CREATE FUNCTION risk.begin_monitoring_run(p_tenant_id text, p_environment text, p_business_date date) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF NOT EXISTS (SELECT FROM risk.monitoring_rules WHERE tenant_id = p_tenant_id AND environment = p_environment) THEN RETURN; END IF;
  INSERT INTO risk.monitoring_run (tenant_id, environment, business_date, status, known_until)
  VALUES (p_tenant_id, p_environment, p_business_date, 'RUNNING', clock_timestamp()) ON CONFLICT DO NOTHING;
  PERFORM risk.monitor_day_soon(p_tenant_id, p_environment);
END
$$;

-- Keeps a warning; answers whether it is new. Refused when the consent was withdrawn, and when the line was changed since by another
-- warning than the one that this one knew of.
CREATE FUNCTION risk.record_early_warning(p_tenant_id text, p_environment text, p_warning jsonb, p_last_order_id text)
RETURNS TABLE (is_new boolean) LANGUAGE plpgsql AS
$$
DECLARE
  v_line_id text := p_warning ->> 'credit_line_id';
  v_last text;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- Held until the transaction ends: a withdrawal that comes meanwhile waits, and then finds what was written.
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_warning ->> 'consent_id', 310));
  PERFORM 1 FROM risk.withdrawn_consent AS withdrawn
  WHERE withdrawn.tenant_id = p_tenant_id AND withdrawn.environment = p_environment AND withdrawn.consent_id = p_warning ->> 'consent_id';
  IF FOUND THEN PERFORM risk.fail('CONSENT_REQUIRED', '{"purpose": "MONITORING"}'); END IF;
  -- Two looks at one line take turns.
  PERFORM pg_advisory_xact_lock(hashtextextended(v_line_id, 311));
  SELECT last.id INTO v_last FROM risk.last_order(p_tenant_id, p_environment, v_line_id) AS last;
  IF v_last IS DISTINCT FROM p_last_order_id THEN PERFORM risk.fail('WRITE_CONTENTION'); END IF;
  INSERT INTO risk.early_warning
  SELECT * FROM jsonb_populate_record(NULL::risk.early_warning, p_warning || jsonb_build_object(
    'tenant_id', p_tenant_id, 'environment', p_environment, 'noted_at', clock_timestamp()))
  ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT FOUND;
END
$$;

-- The last change that was asked of a line, whatever lending answered: what was refused is not asked for again the next day either.
CREATE FUNCTION risk.last_order(p_tenant_id text, p_environment text, p_line_id text)
RETURNS TABLE (id text, action text, business_date date) LANGUAGE sql STABLE AS
$$
  SELECT warning.id, warning.action, warning.business_date FROM risk.early_warning AS warning
  WHERE warning.tenant_id = p_tenant_id AND warning.environment = p_environment AND warning.credit_line_id = p_line_id
    AND warning.action <> 'NONE'
  ORDER BY warning.id DESC LIMIT 1
$$;

-- What must happen with the borrower's word and person, in the same commit. The service has no right to change a warning; these functions
-- have, as the owner, whom forced row-level security binds.
CREATE FUNCTION risk.withdraw_warnings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  UPDATE risk.early_warning SET unusable_since = NEW.withdrawn_at
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND consent_id = NEW.consent_id AND unusable_since IS NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER withdraw_warnings AFTER INSERT ON risk.withdrawn_consent FOR EACH ROW EXECUTE FUNCTION risk.withdraw_warnings();

CREATE FUNCTION risk.forget_monitored() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  UPDATE risk.early_warning
  SET facts_sealed = NULL, erased_at = NEW.erased_at, unusable_since = coalesce(unusable_since, NEW.erased_at)
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.borrower_id;
  DELETE FROM risk.monitoring_due WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.borrower_id;
  DELETE FROM risk.monitored_borrower WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.borrower_id;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_monitored AFTER INSERT ON risk.erasure FOR EACH ROW EXECUTE FUNCTION risk.forget_monitored();

-- Warnings whose facts do not stand under a version of the tenant's key or a newer one, for the job that seals them.
CREATE FUNCTION risk.warnings_to_seal(p_tenant_id text, p_environment text, p_version integer, p_after text, p_limit integer)
RETURNS TABLE (id text, borrower_id text, facts_sealed text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT warning.id, warning.borrower_id, warning.facts_sealed FROM risk.early_warning AS warning
    WHERE warning.tenant_id = p_tenant_id AND warning.environment = p_environment AND warning.id > p_after
      AND warning.facts_sealed IS NOT NULL AND split_part(warning.facts_sealed, '.', 2)::integer < p_version
    ORDER BY warning.id LIMIT p_limit;
END
$$;

-- Warnings never change but for this; one that an erasure has emptied meanwhile stays empty.
CREATE FUNCTION risk.write_sealed_warnings(p_tenant_id text, p_environment text, p_ids text[], p_facts text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE risk.early_warning AS warning SET facts_sealed = given.facts FROM unnest(p_ids, p_facts) AS given (id, facts)
  WHERE warning.tenant_id = p_tenant_id AND warning.environment = p_environment AND warning.id = given.id AND warning.erased_at IS NULL;
END
$$;
