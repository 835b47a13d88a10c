-- What each tenant used, one row for each thing that is counted.

CREATE TABLE billing.usage (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  -- The event's own id: an event that comes twice meets its row.
  id           text COLLATE "C" NOT NULL,
  meter        text NOT NULL CHECK (meter IN ('decisions', 'disbursements', 'repayments')),
  subject_id   text NOT NULL,
  quantity     integer NOT NULL CHECK (quantity > 0),
  amount_minor bigint,
  currency     text,
  occurred_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((amount_minor IS NULL) = (currency IS NULL))
);
SELECT foundation.isolate('billing.usage');
CREATE INDEX usage_by_time ON billing.usage (tenant_id, environment, occurred_at)
  INCLUDE (meter, currency, quantity, amount_minor);

-- Counts an event, once.
CREATE FUNCTION billing.record_usage(
  p_tenant_id text, p_environment text, p_id text, p_meter text, p_subject_id text,
  p_quantity integer, p_amount_minor bigint, p_currency text, p_occurred_at timestamptz
) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO billing.usage
    (tenant_id, environment, id, meter, subject_id, quantity, amount_minor, currency, occurred_at)
  VALUES
    (p_tenant_id, p_environment, p_id, p_meter, p_subject_id, p_quantity, p_amount_minor, p_currency, p_occurred_at)
  ON CONFLICT (tenant_id, environment, id) DO NOTHING;
END
$$;

SELECT foundation.install_command_tables('billing');
SELECT foundation.grant_service('billing', 'fanxing_billing');
