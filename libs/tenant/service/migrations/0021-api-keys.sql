-- Keys for the sandbox, which a developer sends instead of a token. Live has none: the database refuses it.
CREATE TABLE tenant.api_key (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL CHECK (environment = 'sandbox'),
  id           text COLLATE "C" NOT NULL,
  name         text NOT NULL,
  roles        text[] NOT NULL CHECK (cardinality(roles) > 0 AND NOT 'platform-operator' = ANY (roles)),
  -- What it may do of what its roles permit, as it was when the key was made.
  scopes       text[] NOT NULL CHECK (cardinality(scopes) > 0),
  addresses    text[] CHECK (cardinality(addresses) > 0),
  prefix       text NOT NULL,
  expires_at   timestamptz NOT NULL,
  revoked_at   timestamptz,
  last_used_at timestamptz,
  created_by   text NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, id)
);
SELECT foundation.isolate('tenant.api_key');

-- The secrets of a key by their SHA-256: one, or two while the one before is still good.
CREATE TABLE tenant.api_key_secret (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  sha256      text COLLATE "C" NOT NULL,
  api_key_id  text COLLATE "C" NOT NULL,
  ends_at     timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, sha256),
  FOREIGN KEY (tenant_id, environment, api_key_id) REFERENCES tenant.api_key (tenant_id, environment, id)
);
SELECT foundation.isolate('tenant.api_key_secret');
CREATE INDEX api_key_secret_by_key ON tenant.api_key_secret (tenant_id, environment, api_key_id);

-- Who holds a key. One whose maker's account was closed is good for nothing: they may have taken it along. A use is noted once a
-- minute, so that a busy key's row does not grow hot.
CREATE FUNCTION tenant.api_key_holder(
  p_tenant_id text, p_environment text, p_sha256 text, p_at timestamptz, p_is_use boolean
) RETURNS TABLE (id text, roles text[], scopes text[], addresses text[], ends_at_ms text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT k.id, k.roles, k.scopes, k.addresses,
           floor(extract(epoch FROM least(s.ends_at, k.expires_at)) * 1000)::bigint::text
    FROM tenant.api_key_secret s
    JOIN tenant.api_key k
      ON k.tenant_id = s.tenant_id AND k.environment = s.environment AND k.id = s.api_key_id
    WHERE s.tenant_id = p_tenant_id AND s.environment = p_environment AND s.sha256 = p_sha256
      AND s.ends_at > p_at AND k.expires_at > p_at AND k.revoked_at IS NULL
      AND NOT EXISTS (
        SELECT 1 FROM tenant.user u
        WHERE u.tenant_id = k.tenant_id AND u.environment = k.environment
          AND u.username = k.created_by AND u.status = 'DISABLED');
  IF FOUND AND p_is_use THEN
    UPDATE tenant.api_key k SET last_used_at = p_at
    FROM tenant.api_key_secret s
    WHERE s.tenant_id = p_tenant_id AND s.environment = p_environment AND s.sha256 = p_sha256
      AND k.tenant_id = s.tenant_id AND k.environment = s.environment AND k.id = s.api_key_id
      AND (k.last_used_at IS NULL OR k.last_used_at < p_at - interval '1 minute');
  END IF;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.api_key, tenant.api_key_secret TO fanxing_tenant;
GRANT EXECUTE ON FUNCTION tenant.api_key_holder TO fanxing_tenant;
