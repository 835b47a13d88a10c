-- Whose the things in a table are, for rows that name them and not the borrower: what is sealed in those opens with the borrower's keys.
CREATE FUNCTION keeper.borrowers_of(p_tenant_id text, p_environment text, p_name text, p_ids text[]) RETURNS TABLE (id text, borrower_id text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY EXECUTE format('SELECT t.id, t.borrower_id FROM %s AS t WHERE t.tenant_id = $1 AND t.environment = $2 AND t.id = ANY ($3)',
                              keeper.named(p_name)) USING p_tenant_id, p_environment, p_ids;
END
$$;

-- Whether the keeper may copy and erase: the right to keep triggers still is given by the database's administrator.
CREATE FUNCTION keeper.may_be_still() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT has_parameter_privilege(current_user, 'session_replication_role', 'SET') $$;

REVOKE EXECUTE ON FUNCTION keeper.borrowers_of(text, text, text, text[]), keeper.may_be_still() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keeper.borrowers_of(text, text, text, text[]), keeper.may_be_still() TO fanxing_keeper;
