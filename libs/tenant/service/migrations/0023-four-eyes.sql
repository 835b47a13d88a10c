-- For which operations an environment wants two persons. No row: for none beyond those that always need them.
CREATE TABLE tenant.four_eyes (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  operations  text[] NOT NULL,
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('tenant.four_eyes');

-- Requests that wait for another person. One approval is good for one request: the same operation, input and caller.
CREATE TABLE tenant.approval (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  operation    text NOT NULL,
  request_hash text NOT NULL,
  request      jsonb NOT NULL,
  status       text NOT NULL CHECK (status IN ('REQUESTED', 'APPROVED', 'REJECTED')),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL,
  decided_by   text CHECK (decided_by <> requested_by),
  decided_at   timestamptz,
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, operation, request_hash, requested_by),
  CHECK ((status = 'REQUESTED') = (decided_by IS NULL))
);
SELECT foundation.isolate('tenant.approval');

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.four_eyes, tenant.approval TO fanxing_tenant;
