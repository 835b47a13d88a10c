-- What is known of borrowers, what decides on them, and what was decided. Events, models, strategies and decisions are
-- added and never changed: a decision can be made again from what was there when it was made.

CREATE TABLE risk.event (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text NOT NULL,
  borrower_id  text COLLATE "C" NOT NULL,
  kind         text NOT NULL,
  at           timestamptz NOT NULL,
  amount_minor bigint,
  currency     text,
  direction    text CHECK (direction IN ('in', 'out')),
  counterparty text,
  channel      text,
  fields       jsonb NOT NULL,
  received_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
);
CREATE INDEX event_of_borrower ON risk.event (tenant_id, environment, borrower_id, at);

CREATE TABLE risk.model (
  tenant_id            text COLLATE "C" NOT NULL,
  environment          text NOT NULL,
  id                   text COLLATE "C" NOT NULL,
  code                 text NOT NULL,
  version              integer NOT NULL,
  content              jsonb NOT NULL,
  protected_attributes text[] NOT NULL,
  published_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, code, version)
);

CREATE TABLE risk.strategy (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  product_code text NOT NULL,
  version      integer NOT NULL,
  model_id     text COLLATE "C" NOT NULL,
  content      jsonb NOT NULL,
  fingerprint  text NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, product_code, version),
  FOREIGN KEY (tenant_id, environment, model_id) REFERENCES risk.model (tenant_id, environment, id)
);

CREATE TABLE risk.decision (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  application_id text COLLATE "C" NOT NULL,
  borrower_id    text COLLATE "C" NOT NULL,
  strategy_id    text COLLATE "C" NOT NULL,
  as_of          timestamptz NOT NULL,
  -- Events received later than this are not part of it, whenever they happened.
  known_until    timestamptz NOT NULL,
  attributes     jsonb NOT NULL,
  values_used    jsonb NOT NULL,
  answer         jsonb NOT NULL,
  trace          jsonb NOT NULL,
  fingerprint    text NOT NULL,
  decided_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, application_id),
  FOREIGN KEY (tenant_id, environment, strategy_id) REFERENCES risk.strategy (tenant_id, environment, id)
);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY['event', 'model', 'strategy', 'decision']) AS name;
SELECT foundation.install_command_tables('risk');

-- What deciding starts from: the decision that this application has already, or the strategy in force for the product.
CREATE FUNCTION risk.begin_decision(p_tenant_id text, p_environment text, p_application_id text, p_product_code text)
RETURNS TABLE (decision_id text, answer jsonb, strategy_id text, known_until timestamptz) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT decision.id, decision.answer, strategy.id, clock_timestamp()
    FROM (SELECT) AS always
    LEFT JOIN risk.decision ON decision.tenant_id = p_tenant_id AND decision.environment = p_environment
      AND decision.application_id = p_application_id
    LEFT JOIN LATERAL (
      SELECT published.id FROM risk.strategy AS published
      WHERE published.tenant_id = p_tenant_id AND published.environment = p_environment AND published.product_code = p_product_code
      ORDER BY published.version DESC LIMIT 1) AS strategy ON true;
END
$$;

-- What was known of a borrower: events strictly before a moment, received by another.
CREATE FUNCTION risk.events_before(p_tenant_id text, p_environment text, p_borrower_id text, p_as_of timestamptz, p_known_until timestamptz)
RETURNS TABLE (id text, kind text, at timestamptz, amount_minor bigint, currency text, direction text, counterparty text, channel text, fields jsonb)
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT event.id, event.kind, event.at, event.amount_minor, event.currency, event.direction, event.counterparty, event.channel, event.fields
    FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = p_borrower_id
      AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity')
    ORDER BY event.at, event.id;
END
$$;

-- Keeps a decision, the first for its application; answers the one that is kept.
CREATE FUNCTION risk.record_decision(
  p_tenant_id text, p_environment text, p_id text, p_application_id text, p_borrower_id text, p_strategy_id text, p_as_of timestamptz,
  p_known_until timestamptz, p_attributes jsonb, p_values_used jsonb, p_answer jsonb, p_trace jsonb, p_fingerprint text
) RETURNS TABLE (decision_id text, answer jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO risk.decision (tenant_id, environment, id, application_id, borrower_id, strategy_id, as_of, known_until, attributes,
                             values_used, answer, trace, fingerprint)
  VALUES (p_tenant_id, p_environment, p_id, p_application_id, p_borrower_id, p_strategy_id, p_as_of, p_known_until, p_attributes,
          p_values_used, p_answer, p_trace, p_fingerprint)
  ON CONFLICT (tenant_id, environment, application_id) DO NOTHING;
  RETURN QUERY SELECT decision.id, decision.answer FROM risk.decision
    WHERE decision.tenant_id = p_tenant_id AND decision.environment = p_environment AND decision.application_id = p_application_id;
END
$$;

SELECT foundation.grant_service('risk', 'fanxing_risk');
REVOKE UPDATE, DELETE ON risk.event, risk.model, risk.strategy, risk.decision FROM fanxing_risk;
