-- Accounts of people and programs that can be closed, and how each of them stands.

ALTER TABLE tenant.user DROP CONSTRAINT user_status_check;
ALTER TABLE tenant.user
  ADD CONSTRAINT user_status_check CHECK (status IN ('PENDING', 'ACTIVE', 'DISABLED')),
  -- Tokens made up to then are void.
  ADD COLUMN tokens_from timestamptz,
  -- Whose account it is, as a hash: two accounts of one person have the same. Null: the person of the bare user name.
  ADD COLUMN person text COLLATE "C";

ALTER TABLE tenant.client DROP CONSTRAINT client_status_check;
ALTER TABLE tenant.client
  ADD CONSTRAINT client_status_check CHECK (status IN ('PENDING', 'ACTIVE', 'DISABLED', 'DELETED')),
  ADD COLUMN tokens_from timestamptz,
  -- How it shows that it is itself: a secret, or assertions that it signs with a key of its own.
  ADD COLUMN authentication text NOT NULL DEFAULT 'SECRET' CHECK (authentication IN ('SECRET', 'PRIVATE_KEY'));

-- How an account stands, in one call: every door asks it of everybody who is there, twice a second at most.
CREATE FUNCTION tenant.account_standing(p_tenant_id text, p_environment text, p_kind text, p_id text)
RETURNS TABLE (is_open boolean, tokens_from_ms text, roles text[]) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  IF p_kind = 'person' THEN
    RETURN QUERY
      SELECT u.status = 'ACTIVE', floor(extract(epoch FROM u.tokens_from) * 1000)::bigint::text, u.roles
      FROM tenant.user u
      WHERE u.tenant_id = p_tenant_id AND u.environment = p_environment AND u.username = p_id;
  ELSE
    RETURN QUERY
      SELECT c.status = 'ACTIVE', floor(extract(epoch FROM c.tokens_from) * 1000)::bigint::text, c.roles
      FROM tenant.client c
      WHERE c.tenant_id = p_tenant_id AND c.environment = p_environment AND c.id = p_id;
  END IF;
END
$$;

-- Who is behind accounts, whichever of the tenant's two environments they are in: the sandbox and live know different accounts
-- of the same people. A program stands for whoever made it. An account that nobody knows stands for itself.
CREATE FUNCTION tenant.persons_of(p_tenant_id text, p_environment text, p_actor_ids text[])
RETURNS TABLE (actor_id text, person text) LANGUAGE plpgsql AS
$$
DECLARE
  world text;
BEGIN
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    RETURN QUERY
      WITH behind AS (
        SELECT asked.id, coalesce(c.created_by, k.created_by, asked.id) AS account
        FROM unnest(p_actor_ids) AS asked (id)
        LEFT JOIN tenant.client c ON c.tenant_id = p_tenant_id AND c.environment = world AND c.id = asked.id
        LEFT JOIN tenant.api_key k ON k.tenant_id = p_tenant_id AND k.environment = world AND k.id = asked.id
      )
      SELECT b.id, coalesce(u.person, regexp_replace(u.username, '(\.live)?@.*$', ''))
      FROM behind b
      JOIN tenant.user u ON u.tenant_id = p_tenant_id AND u.environment = world AND u.username = b.account;
  END LOOP;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

-- Says whose an account is, in both environments, where people have the same bare user name. Null: as it is known already.
CREATE FUNCTION tenant.note_person(p_tenant_id text, p_environment text, p_username text, p_person text)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  world text;
  bare text := regexp_replace(p_username, '(\.live)?@.*$', '');
  known text := p_person;
BEGIN
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    known := coalesce(known, (
      SELECT u.person FROM tenant.user u
      WHERE u.tenant_id = p_tenant_id AND u.environment = world AND u.person IS NOT NULL
        AND regexp_replace(u.username, '(\.live)?@.*$', '') = bare));
  END LOOP;
  FOREACH world IN ARRAY ARRAY['sandbox', 'live'] LOOP
    PERFORM foundation.enter(p_tenant_id, world);
    UPDATE tenant.user u SET person = known
    WHERE u.tenant_id = p_tenant_id AND u.environment = world
      AND regexp_replace(u.username, '(\.live)?@.*$', '') = bare AND u.person IS DISTINCT FROM known;
  END LOOP;
  PERFORM foundation.enter(p_tenant_id, p_environment);
END
$$;

GRANT EXECUTE ON FUNCTION tenant.account_standing, tenant.persons_of, tenant.note_person TO fanxing_tenant;
