-- What a consent covers: which data, given to whom, from when, under which text, and how it is proved. The texts are
-- documents that never change; the evidence stands apart, so that it can go while the record of the consent stays.

ALTER TABLE tenant.consent
  DROP CONSTRAINT consent_purpose_check,
  -- What was agreed to before categories were asked for is the least that its purpose needs.
  ADD COLUMN categories text[] NOT NULL DEFAULT foundation.purpose_categories('CREDIT_DECISION'),
  ADD COLUMN recipients text[] NOT NULL DEFAULT '{}',
  -- NULL: from the moment of the grant.
  ADD COLUMN valid_from timestamptz,
  -- SHA-256 of the published text; NULL when the bank keeps its texts elsewhere.
  ADD COLUMN text_digest text,
  ADD COLUMN signed_how text,
  ADD COLUMN signed_at timestamptz,
  ADD COLUMN evidence_digest text,
  ADD COLUMN erased_at timestamptz;
ALTER TABLE tenant.consent ALTER COLUMN categories DROP DEFAULT;
ALTER TABLE tenant.consent
  -- Minimum necessary (最小必要): nobody can be asked for more than the purpose needs.
  ADD CHECK (cardinality(categories) > 0 AND categories <@ foundation.purpose_categories(purpose)),
  ADD CHECK (expires_at > valid_from);

CREATE TABLE tenant.consent_evidence (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  consent_id  text COLLATE "C" NOT NULL,
  content     text NOT NULL,
  PRIMARY KEY (tenant_id, environment, consent_id),
  FOREIGN KEY (tenant_id, environment, consent_id) REFERENCES tenant.consent (tenant_id, environment, id)
);

CREATE TABLE tenant.consent_text (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  id           text COLLATE "C" NOT NULL,
  purpose      text NOT NULL CHECK (foundation.purpose_categories(purpose) IS NOT NULL),
  version      text NOT NULL,
  text_en      text NOT NULL,
  text_zh      text NOT NULL,
  digest       text NOT NULL,
  published_by text NOT NULL,
  published_at timestamptz NOT NULL,
  UNIQUE (tenant_id, environment, purpose, version)
);
ALTER TABLE tenant.consent_text ADD PRIMARY KEY (tenant_id, environment, id);

-- The tenant's own names for data, each with its category. A name keeps its category for ever: events are kept by it.
CREATE TABLE tenant.data_name (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('EVENT_KIND', 'ATTRIBUTE')),
  name        text COLLATE "C" NOT NULL,
  category    text NOT NULL,
  declared_by text NOT NULL,
  declared_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, kind, name)
);

-- A borrower whose data may be kept and not used (限制处理): no consent of theirs is in force meanwhile.
CREATE TABLE tenant.restriction (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  since       timestamptz NOT NULL,
  lifted_at   timestamptz,
  PRIMARY KEY (tenant_id, environment, borrower_id)
);

SELECT foundation.isolate('tenant.' || name) FROM unnest(ARRAY[
  'consent_evidence', 'consent_text', 'data_name', 'restriction']) AS name;

CREATE FUNCTION tenant.fail(p_reason text, p_details jsonb DEFAULT '{}', p_path text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = p_reason, DETAIL = p_details::text, HINT = coalesce(p_path, '');
END
$$;

-- A consent as it stands at a moment. The newest of a borrower and purpose that has begun is the one that counts.
CREATE FUNCTION tenant.consents_at(p_tenant_id text, p_environment text, p_borrower_ids text[], p_at timestamptz)
RETURNS TABLE (id text, borrower_id text, purpose text, categories text[], state text) LANGUAGE sql STABLE AS
$$
  SELECT DISTINCT ON (c.borrower_id, c.purpose) c.id, c.borrower_id, c.purpose, c.categories,
    CASE WHEN c.withdrawn_at IS NOT NULL THEN 'WITHDRAWN' WHEN c.expires_at <= p_at THEN 'EXPIRED'
         WHEN r.borrower_id IS NOT NULL THEN 'RESTRICTED' ELSE 'IN_FORCE' END
  FROM tenant.consent c
  LEFT JOIN tenant.restriction r ON (r.tenant_id, r.environment, r.borrower_id) = (c.tenant_id, c.environment, c.borrower_id)
    AND r.lifted_at IS NULL
  WHERE c.tenant_id = p_tenant_id AND c.environment = p_environment AND c.borrower_id = ANY (p_borrower_ids)
    AND c.erased_at IS NULL AND coalesce(c.valid_from, c.granted_at) <= p_at
  ORDER BY c.borrower_id, c.purpose, c.id DESC
$$;

DROP FUNCTION tenant.check_consent(text, text, text, text, timestamptz);
CREATE FUNCTION tenant.check_consent(
  p_tenant_id text, p_environment text, p_borrower_id text, p_purpose text, p_at timestamptz
) RETURNS TABLE (consent_id text, categories text[]) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT newest.id, newest.categories
    FROM (
      SELECT c.id, c.categories, c.withdrawn_at, c.expires_at
      FROM tenant.consent c
      WHERE c.tenant_id = p_tenant_id AND c.environment = p_environment AND c.borrower_id = p_borrower_id
        AND c.purpose = p_purpose AND c.erased_at IS NULL AND coalesce(c.valid_from, c.granted_at) <= p_at
      ORDER BY c.id DESC
      LIMIT 1
    ) newest
    WHERE newest.withdrawn_at IS NULL AND (newest.expires_at IS NULL OR newest.expires_at > p_at)
      AND NOT EXISTS (
        SELECT FROM tenant.restriction r
        WHERE r.tenant_id = p_tenant_id AND r.environment = p_environment AND r.borrower_id = p_borrower_id AND r.lifted_at IS NULL);
END
$$;

-- Data of which nothing more may be taken in: a consent covered them and was withdrawn (or the borrower's data are
-- restricted), and no other consent in force covers them.
CREATE FUNCTION tenant.closed_data(p_tenant_id text, p_environment text, p_borrower_ids text[], p_at timestamptz)
RETURNS TABLE (borrower_id text, categories text[]) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    WITH standing AS MATERIALIZED (SELECT * FROM tenant.consents_at(p_tenant_id, p_environment, p_borrower_ids, p_at))
    SELECT closed.borrower_id, array_agg(closed.category ORDER BY closed.category)
    FROM (
      SELECT s.borrower_id, unnest(s.categories) AS category FROM standing s WHERE s.state IN ('WITHDRAWN', 'RESTRICTED')
      EXCEPT
      SELECT s.borrower_id, unnest(s.categories) FROM standing s WHERE s.state = 'IN_FORCE') closed
    GROUP BY closed.borrower_id;
END
$$;

-- The whole road of grantConsent and grantConsents in one call: idempotency key, rows, evidence, audit records. A bank
-- brings its consents by the thousand. No row back: the key was used with another request. `p_consents` is a list of
-- {"id", "borrowerId", "purpose", "categories", "recipients", "textVersion", "proof", "grantedAt", "validFrom", "expiresAt",
-- "signedHow", "signedAt", "evidenceDigest", "evidence"}; answered are the same without proof and evidence.
DROP FUNCTION tenant.grant_consent(text, text, text, text, jsonb, text, text, text, text, text);
CREATE FUNCTION tenant.grant_consents(
  p_tenant_id text, p_environment text, p_operation text, p_key text, p_request_hash text, p_consents jsonb,
  p_audit_ids text[], p_actor_kind text, p_actor_id text, p_trace_id text
) RETURNS TABLE (answer jsonb) LANGUAGE plpgsql AS
$$
DECLARE
  v_consents jsonb;
  v_unknown record;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT jsonb_agg(given.consent - 'proof' - 'evidence' || jsonb_build_object('textDigest', published.digest) ORDER BY given.place)
  INTO v_consents
  FROM jsonb_array_elements(p_consents) WITH ORDINALITY AS given (consent, place)
  LEFT JOIN tenant.consent_text published ON published.tenant_id = p_tenant_id AND published.environment = p_environment
    AND published.purpose = given.consent ->> 'purpose' AND published.version = given.consent ->> 'textVersion';
  INSERT INTO tenant.idempotency_key (tenant_id, environment, operation, key, request_hash, answer)
    VALUES (p_tenant_id, p_environment, p_operation, p_key, p_request_hash, v_consents)
    ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN
    RETURN QUERY
      SELECT k.answer FROM tenant.idempotency_key k
      WHERE k.tenant_id = p_tenant_id AND k.environment = p_environment AND k.operation = p_operation
        AND k.key = p_key AND k.request_hash = p_request_hash;
    RETURN;
  END IF;
  -- Once a bank has published a text for a purpose, only what it published can be agreed to.
  SELECT given.consent ->> 'purpose' AS purpose, given.consent ->> 'textVersion' AS version INTO v_unknown
  FROM jsonb_array_elements(v_consents) AS given (consent)
  WHERE given.consent ->> 'textDigest' IS NULL AND EXISTS (
    SELECT FROM tenant.consent_text t
    WHERE t.tenant_id = p_tenant_id AND t.environment = p_environment AND t.purpose = given.consent ->> 'purpose')
  LIMIT 1;
  IF FOUND THEN
    PERFORM tenant.fail('CONSENT_TEXT_UNKNOWN', to_jsonb(v_unknown), 'input.textVersion');
  END IF;
  INSERT INTO tenant.consent
    (tenant_id, environment, id, borrower_id, purpose, categories, recipients, text_version, text_digest, proof, granted_at,
     valid_from, expires_at, signed_how, signed_at, evidence_digest)
  SELECT p_tenant_id, p_environment, given.id, given."borrowerId", given.purpose, given.categories, given.recipients,
         given."textVersion", kept."textDigest", given.proof, given."grantedAt", given."validFrom", given."expiresAt",
         given."signedHow", given."signedAt", given."evidenceDigest"
  FROM jsonb_to_recordset(p_consents) AS given (
    id text, "borrowerId" text, purpose text, categories text[], recipients text[], "textVersion" text, proof text,
    "grantedAt" timestamptz, "validFrom" timestamptz, "expiresAt" timestamptz, "signedHow" text, "signedAt" timestamptz,
    "evidenceDigest" text)
  JOIN jsonb_to_recordset(v_consents) AS kept (id text, "textDigest" text) ON kept.id = given.id;
  INSERT INTO tenant.consent_evidence (tenant_id, environment, consent_id, content)
  SELECT p_tenant_id, p_environment, given.id, given.evidence
  FROM jsonb_to_recordset(p_consents) AS given (id text, evidence text) WHERE given.evidence IS NOT NULL;
  INSERT INTO audit.event
    (tenant_id, environment, id, service, action, actor_kind, actor_id, subject_kind, subject_id, trace_id)
  SELECT p_tenant_id, p_environment, p_audit_ids[given.place], 'tenant', 'grantConsent', p_actor_kind, p_actor_id,
         'consent', given.consent ->> 'id', p_trace_id
  FROM jsonb_array_elements(p_consents) WITH ORDINALITY AS given (consent, place);
  RETURN QUERY SELECT v_consents;
END
$$;

-- A consent as it is shown, with whether a newer one of the same purpose stands in its place.
CREATE VIEW tenant.shown_consent WITH (security_invoker = true) AS
SELECT c.tenant_id, c.environment, c.id, c.borrower_id AS "borrowerId", c.purpose, c.categories, c.recipients,
       c.text_version AS "textVersion", c.text_digest AS "textDigest", c.granted_at AS "grantedAt",
       coalesce(c.valid_from, c.granted_at) AS "validFrom", c.expires_at AS "expiresAt", c.withdrawn_at AS "withdrawnAt",
       c.signed_how AS "signedHow", c.signed_at AS "signedAt", c.evidence_digest AS "evidenceDigest",
       EXISTS (SELECT FROM tenant.consent newer
               WHERE newer.tenant_id = c.tenant_id AND newer.environment = c.environment AND newer.borrower_id = c.borrower_id
                 AND newer.purpose = c.purpose AND newer.id > c.id) AS "isSuperseded"
FROM tenant.consent c WHERE c.erased_at IS NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON tenant.consent_evidence, tenant.restriction TO fanxing_tenant;
GRANT SELECT, INSERT ON tenant.consent_text, tenant.data_name TO fanxing_tenant;
GRANT SELECT ON tenant.shown_consent TO fanxing_tenant;
