-- Enters several journal entries at once, each as `ledger.enter` would have entered it: the entries with their days and causes, and the
-- lines of all of them, each naming its entry (docs/decisions/0136).
CREATE FUNCTION ledger.enter_together(
  p_tenant_id text, p_environment text, p_status text, p_entry_ids text[], p_booked_on date[], p_cause_types text[], p_cause_ids text[],
  p_line_entry_ids text[], p_codes text[], p_sides text[], p_amounts_minor bigint[], p_currencies text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
DECLARE
  v_difference record;
  v_written integer;
  v_closed date;
  v_cash record;
BEGIN
  IF p_status NOT IN ('pending', 'posted') THEN
    RAISE EXCEPTION 'an entry is entered as pending or posted, not as %', p_status;
  END IF;
  SELECT entry.id, sum(CASE line.side WHEN 'debit' THEN line.minor ELSE -line.minor END) AS minor INTO v_difference
  FROM unnest(p_entry_ids) AS entry (id)
  LEFT JOIN unnest(p_line_entry_ids, p_sides, p_amounts_minor, p_currencies) AS line (entry_id, side, minor, currency) ON line.entry_id = entry.id
  GROUP BY entry.id, line.currency HAVING sum(CASE line.side WHEN 'debit' THEN line.minor ELSE -line.minor END) IS DISTINCT FROM 0 LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'journal entry % is out of balance by %', v_difference.id, v_difference.minor; END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('books ' || p_tenant_id || ' ' || p_environment, 0));
  SELECT closed_through INTO v_closed FROM ledger.period_change
  WHERE tenant_id = p_tenant_id AND environment = p_environment ORDER BY id DESC LIMIT 1;
  INSERT INTO ledger.journal_entry (tenant_id, environment, id, status, booked_on, value_on, cause_type, cause_id, settled_at)
  SELECT p_tenant_id, p_environment, entry.id, p_status, CASE WHEN entry.booked_on <= v_closed THEN v_closed + 1 ELSE entry.booked_on END,
         CASE WHEN entry.booked_on <= v_closed THEN entry.booked_on END, entry.cause_type, entry.cause_id,
         CASE p_status WHEN 'posted' THEN clock_timestamp() END
  FROM unnest(p_entry_ids, p_booked_on, p_cause_types, p_cause_ids) AS entry (id, booked_on, cause_type, cause_id);
  -- One look into the accounts' key for each line: without OFFSET 0 a young table is read whole, with all tenants' accounts.
  INSERT INTO ledger.posting (tenant_id, environment, entry_id, line, account_id, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, line.entry_id, line.number, account.id, line.side, line.minor, line.currency
  FROM (SELECT given.*, row_number() OVER (PARTITION BY given.entry_id ORDER BY given.place) AS number
        FROM unnest(p_line_entry_ids, p_codes, p_sides, p_amounts_minor, p_currencies) WITH ORDINALITY
          AS given (entry_id, code, side, minor, currency, place)) AS line
  CROSS JOIN LATERAL (
    SELECT account.id FROM ledger.account WHERE account.tenant_id = p_tenant_id AND account.environment = p_environment
      AND account.code = line.code AND account.currency = line.currency AND account.closed_at IS NULL OFFSET 0) AS account;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> cardinality(p_line_entry_ids) THEN
    RAISE EXCEPTION 'one of the journal entries % names an account that is not open', p_entry_ids;
  END IF;
  IF NOT EXISTS (SELECT FROM ledger.funding_limit WHERE tenant_id = p_tenant_id AND environment = p_environment) THEN RETURN; END IF;
  FOR v_cash IN
    SELECT line.currency, sum(CASE line.side WHEN 'debit' THEN line.minor ELSE -line.minor END)::bigint AS minor
    FROM unnest(p_codes, p_sides, p_amounts_minor, p_currencies) AS line (code, side, minor, currency)
    JOIN ledger.funding_limit ON funding_limit.tenant_id = p_tenant_id AND funding_limit.environment = p_environment
      AND funding_limit.currency = line.currency
    WHERE line.code = '1001'
    GROUP BY line.currency HAVING sum(CASE line.side WHEN 'debit' THEN line.minor ELSE -line.minor END) <> 0 ORDER BY line.currency
  LOOP
    PERFORM ledger.move_funding(p_tenant_id, p_environment, v_cash.currency, v_cash.minor);
  END LOOP;
END
$$;
REVOKE ALL ON FUNCTION ledger.enter_together FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.enter_together TO fanxing_lending;
