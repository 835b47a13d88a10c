-- The directory of tenants, and what each of them keeps about its people, its programs and its borrowers' consents.

-- One row for each environment of a tenant.
CREATE TABLE tenant.tenant (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL CHECK (id = tenant_id),
  name        text NOT NULL,
  slug        text NOT NULL,
  currency    text NOT NULL,
  time_zone   text NOT NULL,
  status      text NOT NULL CHECK (status IN ('IN_REVIEW', 'ACTIVE', 'SUSPENDED')),
  created_by  text NOT NULL,
  approved_by text CHECK (approved_by <> created_by),
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((status = 'IN_REVIEW') = (approved_by IS NULL))
);
SELECT foundation.isolate('tenant.tenant');

-- The operator keeps the directory: it sees and writes these rows of every tenant, and no other table of theirs.
CREATE POLICY operator_directory ON tenant.tenant
  USING (foundation.current_tenant_id() = 'tenant_00000000000000000000000000')
  WITH CHECK (foundation.current_tenant_id() = 'tenant_00000000000000000000000000');

-- Every slug is unique over all tenants. The rows are the operator's own, so that the key can start with tenant_id and
-- no tenant learns from a failed insert which other tenants there are.
CREATE TABLE tenant.slug (
  tenant_id       text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment     text NOT NULL,
  slug            text COLLATE "C" NOT NULL,
  named_tenant_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, environment, slug)
);
SELECT foundation.isolate('tenant.slug');

-- How a tenant's core banking system is reached. Apart from the directory, which the operator can read.
CREATE TABLE tenant.bank_connection (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  connection   jsonb NOT NULL,
  connected_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('tenant.bank_connection');

-- People who sign in. PENDING: not yet known to the identity provider for certain. Whoever repeats a request that was cut
-- short must show the very password that the identity provider may have been given, so it stays here until then.
CREATE TABLE tenant.user (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  id            text COLLATE "C" NOT NULL,
  username      text NOT NULL,
  roles         text[] NOT NULL CHECK (cardinality(roles) > 0 AND NOT 'platform-operator' = ANY (roles)),
  status        text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE')),
  temporary_password text CHECK ((status = 'PENDING') = (temporary_password IS NOT NULL)),
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, username)
);
SELECT foundation.isolate('tenant.user');

-- Programs with credentials of their own. Each time that the identity provider is told of one, it makes a new secret and
-- the one before is void: so one request at a time tells it, while it has the claim.
CREATE TABLE tenant.client (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  id            text COLLATE "C" NOT NULL,
  name          text NOT NULL,
  roles         text[] NOT NULL CHECK (cardinality(roles) > 0 AND NOT 'platform-operator' = ANY (roles)),
  status        text NOT NULL CHECK (status IN ('PENDING', 'ACTIVE')),
  claimed_until timestamptz,
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id)
);
SELECT foundation.isolate('tenant.client');

-- What a borrower agreed to. The newest row of a borrower and purpose is what counts.
CREATE TABLE tenant.consent (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  borrower_id  text COLLATE "C" NOT NULL,
  purpose      text NOT NULL CHECK (purpose IN ('CREDIT_DECISION')),
  text_version text NOT NULL,
  proof        text NOT NULL,
  granted_at   timestamptz NOT NULL,
  expires_at   timestamptz CHECK (expires_at > granted_at),
  withdrawn_at timestamptz,
  PRIMARY KEY (tenant_id, environment, id)
);
SELECT foundation.isolate('tenant.consent');
CREATE INDEX consent_by_borrower ON tenant.consent (tenant_id, environment, borrower_id, purpose, id);

SELECT foundation.install_command_tables('tenant');

-- A tenant's own settings, in one call: everybody asks for them.
CREATE FUNCTION tenant.own_tenant(p_tenant_id text, p_environment text)
RETURNS TABLE (name text, slug text, currency text, time_zone text, status text, bank_connection jsonb)
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT t.name, t.slug, t.currency, t.time_zone, t.status, b.connection
    FROM tenant.tenant t
    LEFT JOIN tenant.bank_connection b ON (b.tenant_id, b.environment) = (t.tenant_id, t.environment)
    WHERE t.tenant_id = p_tenant_id AND t.environment = p_environment AND t.id = p_tenant_id;
END
$$;

-- The consent in force at a moment, if any: the newest, unless it was withdrawn or has run out.
CREATE FUNCTION tenant.check_consent(
  p_tenant_id text, p_environment text, p_borrower_id text, p_purpose text, p_at timestamptz
) RETURNS TABLE (consent_id text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT newest.id
    FROM (
      SELECT c.id, c.withdrawn_at, c.expires_at
      FROM tenant.consent c
      WHERE c.tenant_id = p_tenant_id AND c.environment = p_environment
        AND c.borrower_id = p_borrower_id AND c.purpose = p_purpose
      ORDER BY c.id DESC
      LIMIT 1
    ) newest
    WHERE newest.withdrawn_at IS NULL AND (newest.expires_at IS NULL OR newest.expires_at > p_at);
END
$$;

-- The whole road of grantConsent in one call, since a bank brings its consents by the thousand: idempotency key, the
-- row, the audit record. No row back: the key was used with another request.
CREATE FUNCTION tenant.grant_consent(
  p_tenant_id text, p_environment text, p_key text, p_request_hash text, p_answer jsonb,
  p_proof text, p_audit_id text, p_actor_kind text, p_actor_id text, p_trace_id text
) RETURNS TABLE (answer jsonb) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO tenant.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
    VALUES (p_tenant_id, p_environment, 'grantConsent', p_key, p_request_hash, p_answer)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN QUERY
      SELECT k.answer FROM tenant.idempotency_key k
      WHERE k.tenant_id = p_tenant_id AND k.environment = p_environment AND k.operation = 'grantConsent'
        AND k.key = p_key AND k.request_hash = p_request_hash;
    RETURN;
  END IF;
  INSERT INTO tenant.consent
    (tenant_id, environment, id, borrower_id, purpose, text_version, proof, granted_at, expires_at)
  VALUES
    (p_tenant_id, p_environment, p_answer ->> 'id', p_answer ->> 'borrowerId', p_answer ->> 'purpose',
     p_answer ->> 'textVersion', p_proof, (p_answer ->> 'grantedAt')::timestamptz, (p_answer ->> 'expiresAt')::timestamptz);
  INSERT INTO audit.event
    (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, trace_id)
  VALUES
    (p_tenant_id, p_environment, p_audit_id, 'tenant', 'grantConsent', p_actor_kind, p_actor_id,
     'consent', p_answer ->> 'id', p_trace_id);
  RETURN QUERY SELECT p_answer;
END
$$;

SELECT foundation.grant_service('tenant', 'fanxing_tenant');
-- The tenant service also shows the audit log, to the tenant whose it is.
GRANT SELECT ON audit.event TO fanxing_tenant;
