-- Whose an account is stands under a key from now on: who reads the table can try staff numbers out no more. What stands there
-- from before is a digest without a key. It is compared as its blind index (computed by the service, which has the key), so that
-- two accounts of one person stay one person from the first moment; a job writes that index in its place.

ALTER TABLE tenant.user
  ADD COLUMN person_index bytea CHECK (octet_length(person_index) = 16),
  ADD CHECK (person IS NULL OR person_index IS NULL);
COMMENT ON COLUMN tenant.user.person IS 'The digest of before; empty once person_index was computed of it.';

DROP FUNCTION tenant.persons_of(text, text, text[]);
DROP FUNCTION tenant.note_person(text, text, text, text);

-- Who is behind accounts, in both of the tenant's environments: the sandbox and live know different accounts of the same people.
-- A program or key stands for whoever made it, also when that was another program. No row: nobody knows the account.
CREATE FUNCTION tenant.persons_of(p_tenant_id text, p_environment text, p_actor_ids text[])
RETURNS TABLE (actor_id text, username text, person_index bytea, digest text) LANGUAGE plpgsql AS
$$
DECLARE
  world text;
BEGIN
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    RETURN QUERY
      WITH RECURSIVE behind AS (
        SELECT asked.id, asked.id AS account FROM unnest(p_actor_ids) AS asked (id)
        UNION
        SELECT b.id, made.created_by
        FROM behind b
        CROSS JOIN LATERAL (
          SELECT c.created_by FROM tenant.client c
          WHERE c.tenant_id = p_tenant_id AND c.environment = world AND c.id = b.account
          UNION ALL
          SELECT k.created_by FROM tenant.api_key k
          WHERE k.tenant_id = p_tenant_id AND k.environment = world AND k.id = b.account
        ) made
      )
      SELECT b.id, regexp_replace(u.username, '(\.live)?@.*$', ''), u.person_index, u.person
      FROM behind b
      JOIN tenant.user u ON u.tenant_id = p_tenant_id AND u.environment = world AND u.username = b.account;
  END LOOP;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

-- What is known of whose the accounts of a bare user name are, in both environments.
CREATE FUNCTION tenant.known_person(p_tenant_id text, p_environment text, p_username text)
RETURNS TABLE (person_index bytea, digest text) LANGUAGE plpgsql AS
$$
DECLARE
  world text;
BEGIN
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    RETURN QUERY
      SELECT DISTINCT u.person_index, u.person FROM tenant.user u
      WHERE u.tenant_id = p_tenant_id AND u.environment = world
        AND regexp_replace(u.username, '(\.live)?@.*$', '') = regexp_replace(p_username, '(\.live)?@.*$', '')
        AND (u.person_index IS NOT NULL OR u.person IS NOT NULL);
  END LOOP;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

-- Says whose the accounts of a bare user name are, in both environments, where people have the same name.
CREATE FUNCTION tenant.note_person(p_tenant_id text, p_environment text, p_username text, p_person_index bytea)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  world text;
BEGIN
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    UPDATE tenant.user u SET person_index = p_person_index, person = NULL
    WHERE u.tenant_id = p_tenant_id AND u.environment = world
      AND regexp_replace(u.username, '(\.live)?@.*$', '') = regexp_replace(p_username, '(\.live)?@.*$', '')
      AND (u.person_index, u.person) IS DISTINCT FROM (p_person_index, NULL::text);
  END LOOP;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

GRANT EXECUTE ON FUNCTION tenant.persons_of, tenant.known_person, tenant.note_person TO fanxing_tenant;

-- The same job that seals what stands in the clear.
DO $$
DECLARE
  v_row record;
BEGIN
  IF to_regproc('job_tenant.add_job') IS NULL THEN RETURN; END IF;
  ALTER TABLE tenant.user NO FORCE ROW LEVEL SECURITY;
  FOR v_row IN SELECT DISTINCT tenant_id, environment FROM tenant.user WHERE person IS NOT NULL LOOP
    PERFORM tenant.seal_later(v_row.tenant_id, v_row.environment, 0);
  END LOOP;
  ALTER TABLE tenant.user FORCE ROW LEVEL SECURITY;
END $$;
