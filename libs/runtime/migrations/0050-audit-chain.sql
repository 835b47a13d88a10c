-- The audit log as a chain: what a record says beyond who, what and when; what waits to be sealed; the seals; their anchors.
-- Writers only insert. The head of a chain is touched by its sealer alone, so it is no hot row.

ALTER TABLE audit.event
  -- Why personal data were read; NULL for a change.
  ADD COLUMN purpose text,
  -- What one record is about when that is more than one thing: a page that was read, a batch that was brought in.
  ADD COLUMN subject_ids text[],
  -- What was changed, as it was and as it is. Personal values are masked by whoever writes it; amounts are text.
  ADD COLUMN before jsonb,
  ADD COLUMN after jsonb;
CREATE INDEX event_by_actor ON audit.event (tenant_id, environment, actor_id, id);
CREATE INDEX event_of_many ON audit.event (tenant_id, environment, id) WHERE subject_ids IS NOT NULL;

-- Nobody changes a record: not its owner, and not by mistake. Records whose time is over go by audit.expire, a chain that
-- leaves this database whole by audit.remove_chain, and the chain shows both.
CREATE FUNCTION audit.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS
$$
DECLARE
  v_callers text;
BEGIN
  GET DIAGNOSTICS v_callers = PG_CONTEXT;
  IF TG_OP = 'DELETE' AND v_callers ~ 'function audit\.(expire|remove_chain)\(' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'audit records are only ever added (% on audit.%)', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

-- Events that are not sealed yet, and the directory of chains. These rows are the platform's own, as those of tenant.slug are:
-- the sealer finds out whose turn it is without a policy that shows one tenant's rows to another.
CREATE TABLE audit.unsealed (
  tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment       text NOT NULL,
  chain_tenant_id   text COLLATE "C" NOT NULL,
  chain_environment text NOT NULL,
  event_id          text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
SELECT foundation.isolate('audit.unsealed');

CREATE TABLE audit.chain (
  tenant_id         text COLLATE "C" NOT NULL CHECK (tenant_id = 'tenant_00000000000000000000000000'),
  environment       text NOT NULL,
  chain_tenant_id   text COLLATE "C" NOT NULL,
  chain_environment text NOT NULL,
  sealed_through    bigint NOT NULL,
  anchored_through  bigint NOT NULL DEFAULT 0,
  anchored_at       timestamptz,
  PRIMARY KEY (tenant_id, environment, chain_tenant_id, chain_environment)
);
SELECT foundation.isolate('audit.chain');
CREATE INDEX chain_unanchored ON audit.chain (tenant_id, environment) WHERE sealed_through > anchored_through;

-- A seal: which events, each with the SHA-256 of its canonical form (RFC 8785) in the same order, bound to the seal before.
-- With the list kept, a verifier can name the event that is wrong and not only the seal.
CREATE TABLE audit.seal (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  sequence      bigint NOT NULL CHECK (sequence > 0),
  previous_hash bytea,
  sealed_at     timestamptz NOT NULL,
  event_ids     text[] NOT NULL,
  event_hashes  bytea NOT NULL CHECK (length(event_hashes) = 32 * cardinality(event_ids)),
  hash          bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (tenant_id, environment, sequence),
  CHECK ((sequence = 1) = (previous_hash IS NULL))
);
SELECT foundation.isolate('audit.seal');

-- What was written to the file of anchors outside of the database, so that an export can hold it.
CREATE TABLE audit.anchor (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  sequence    bigint NOT NULL,
  hash        bytea NOT NULL,
  anchored_at timestamptz NOT NULL,
  key_id      text NOT NULL,
  signature   bytea NOT NULL,
  PRIMARY KEY (tenant_id, environment, sequence)
);
SELECT foundation.isolate('audit.anchor');

-- How long a tenant keeps its records; five years where there is no row.
CREATE TABLE audit.retention (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  years       integer NOT NULL CHECK (years BETWEEN 3 AND 30),
  PRIMARY KEY (tenant_id, environment)
);
SELECT foundation.isolate('audit.retention');

-- Works on the platform's own rows, whoever inserts, and then goes back to the tenant. A failure in between takes the whole
-- transaction along, and the setting with it.
CREATE FUNCTION audit.await_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS
$$
DECLARE
  v_tenant_id   text := current_setting('app.tenant_id', true);
  v_environment text := current_setting('app.environment', true);
BEGIN
  PERFORM set_config('app.tenant_id', 'tenant_00000000000000000000000000', true), set_config('app.environment', 'live', true);
  INSERT INTO audit.unsealed (tenant_id, environment, chain_tenant_id, chain_environment, event_id)
  VALUES ('tenant_00000000000000000000000000', 'live', NEW.tenant_id, NEW.environment, NEW.id);
  PERFORM set_config('app.tenant_id', v_tenant_id, true), set_config('app.environment', v_environment, true);
  RETURN NULL;
END
$$;

-- What was recorded before there were seals is sealed too. The owner looks past the policy for this one statement.
ALTER TABLE audit.event NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.unsealed NO FORCE ROW LEVEL SECURITY;
INSERT INTO audit.unsealed SELECT 'tenant_00000000000000000000000000', 'live', tenant_id, environment, id FROM audit.event;
ALTER TABLE audit.event FORCE ROW LEVEL SECURITY;
ALTER TABLE audit.unsealed FORCE ROW LEVEL SECURITY;

CREATE TRIGGER await_seal AFTER INSERT ON audit.event FOR EACH ROW EXECUTE FUNCTION audit.await_seal();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.event FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.seal FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON audit.anchor FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse_change();

-- A record's whole content in the form in which it is hashed: instants to the microsecond, as text.
CREATE VIEW audit.shown_event WITH (security_invoker = true) AS
SELECT tenant_id, environment, id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, service, action,
       actor_kind AS "actorKind", actor_id AS "actorId", subject_kind AS "subjectKind", subject_id AS "subjectId",
       subject_ids AS "subjectIds", purpose, before, after, trace_id AS "traceId"
FROM audit.event;

CREATE VIEW audit.shown_seal WITH (security_invoker = true) AS
SELECT tenant_id, environment, sequence::text, encode(previous_hash, 'hex') AS "previousHash",
       to_char(sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "sealedAt", event_ids AS "eventIds",
       translate(encode(event_hashes, 'base64'), E'\n', '') AS "eventHashes", encode(hash, 'hex') AS hash, seal.sequence AS number
FROM audit.seal;

CREATE VIEW audit.shown_anchor WITH (security_invoker = true) AS
SELECT tenant_id, environment, sequence::text, encode(hash, 'hex') AS hash,
       to_char(anchored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "anchoredAt", key_id AS "keyId",
       translate(encode(signature, 'base64'), E'\n', '') AS signature, anchor.sequence AS number
FROM audit.anchor;

-- Reads only, in the name of whoever looks after the platform (`fanxing audit`); it sees one tenant at a time like everybody.
GRANT USAGE ON SCHEMA foundation, audit TO fanxing_auditor;
GRANT EXECUTE ON FUNCTION foundation.current_tenant_id(), foundation.current_environment(), foundation.enter(text, text) TO fanxing_auditor;
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO fanxing_auditor;
