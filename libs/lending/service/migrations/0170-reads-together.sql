-- What several fields of one answer ask for by id is read in one round trip. One look into the primary key for each id: OFFSET 0 keeps
-- the planner from reading all of the tenant's rows instead, which it takes for cheaper while a table has no statistics. The length of the
-- list would make it plan anew for each call.

CREATE FUNCTION lending.find_loans(p_tenant_id text, p_environment text, p_ids text[])
RETURNS SETOF lending.shown_loan LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT found.* FROM unnest(p_ids) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM lending.shown_loan AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = wanted.id OFFSET 0) AS found;
END
$$;

CREATE FUNCTION lending.find_lines(p_tenant_id text, p_environment text, p_ids text[])
RETURNS SETOF lending.shown_line LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT found.* FROM unnest(p_ids) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM lending.shown_line AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = wanted.id OFFSET 0) AS found;
END
$$;

CREATE FUNCTION lending.find_applications(p_tenant_id text, p_environment text, p_ids text[])
RETURNS SETOF lending.shown_application LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT found.* FROM unnest(p_ids) AS wanted (id) CROSS JOIN LATERAL (
    SELECT * FROM lending.shown_application AS shown
    WHERE shown.tenant_id = p_tenant_id AND shown.environment = p_environment AND shown.id = wanted.id OFFSET 0) AS found;
END
$$;

DROP FUNCTION lending.find_application(text, text, text);
