-- What a tenant may ask of the API, what it asked, and the operations that it has registered.

-- Where the operator has said otherwise than the defaults; null in a column: the default of this number.
CREATE TABLE tenant.tenant_limits (
  tenant_id                text COLLATE "C" NOT NULL,
  environment              text NOT NULL CHECK (environment IN ('sandbox', 'live')),
  points_per_second        integer CHECK (points_per_second > 0),
  points_burst             integer CHECK (points_burst > 0),
  points_per_day           bigint CHECK (points_per_day > 0),
  in_flight                integer CHECK (in_flight > 0),
  request_points_max       integer CHECK (request_points_max > 0),
  request_bytes_max        integer CHECK (request_bytes_max > 0),
  client_points_per_second integer CHECK (client_points_per_second > 0),
  client_in_flight         integer CHECK (client_in_flight > 0),
  set_by                   text NOT NULL,
  set_at                   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('tenant.tenant_limits');

-- The operator says what tenants may ask for, and sees that of all of them; a tenant reads its own and changes nothing.
CREATE POLICY operator_limits ON tenant.tenant_limits
  USING (foundation.current_tenant_id() = 'tenant_00000000000000000000000000')
  WITH CHECK (foundation.current_tenant_id() = 'tenant_00000000000000000000000000');

-- One row a day, added to by each gateway once a second at most.
CREATE TABLE tenant.request_usage (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  day         date NOT NULL,
  points      bigint NOT NULL,
  requests    bigint NOT NULL,
  refused     bigint NOT NULL,
  PRIMARY KEY (tenant_id, environment, day)
) WITH (fillfactor = 50);
SELECT foundation.isolate('tenant.request_usage');

-- Operations by the SHA-256 of their text, which says by itself that the text is the one that was registered.
CREATE TABLE tenant.registered_operation (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  sha256        text COLLATE "C" NOT NULL
                CHECK (sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')),
  name          text NOT NULL,
  text          text NOT NULL CHECK (length(text) BETWEEN 1 AND 50000),
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, sha256)
);
SELECT foundation.isolate('tenant.registered_operation');

-- Whether an environment runs registered operations only. No row: it runs any.
CREATE TABLE tenant.operation_policy (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  registered_only boolean NOT NULL,
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('tenant.operation_policy');

-- Counts and answers in one call, since every gateway asks it for every tenant that is there.
CREATE FUNCTION tenant.exchange_terms(
  p_tenant_id text, p_environment text, p_day date, p_points bigint, p_requests bigint, p_refused bigint
) RETURNS TABLE (limits jsonb, points_today bigint, registered_only boolean) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF p_requests > 0 OR p_refused > 0 THEN
    INSERT INTO tenant.request_usage AS u (tenant_id, environment, day, points, requests, refused)
      VALUES (p_tenant_id, p_environment, p_day, p_points, p_requests, p_refused)
      ON CONFLICT (tenant_id, environment, day) DO UPDATE
        SET points = u.points + excluded.points, requests = u.requests + excluded.requests,
            refused = u.refused + excluded.refused;
  END IF;
  RETURN QUERY
    SELECT
      (SELECT to_jsonb(l) FROM tenant.tenant_limits l
        WHERE l.tenant_id = p_tenant_id AND l.environment = p_environment),
      coalesce((SELECT u.points FROM tenant.request_usage u
        WHERE u.tenant_id = p_tenant_id AND u.environment = p_environment AND u.day = p_day), 0),
      coalesce((SELECT o.registered_only FROM tenant.operation_policy o
        WHERE o.tenant_id = p_tenant_id AND o.environment = p_environment), false);
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.tenant_limits, tenant.request_usage, tenant.registered_operation, tenant.operation_policy TO fanxing_tenant;
