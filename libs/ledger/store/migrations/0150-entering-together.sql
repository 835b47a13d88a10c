-- Enters several journal entries of one kind and day at once, each of one amount that is debited to one account and credited to
-- another (docs/decisions/0136). Each is as `ledger.enter` would have entered it.
CREATE FUNCTION ledger.enter_pairs(
  p_tenant_id text, p_environment text, p_entry_ids text[], p_status text, p_booked_on date, p_cause_type text, p_cause_ids text[],
  p_debit_code text, p_credit_code text, p_amounts_minor bigint[], p_currencies text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
DECLARE
  v_written integer;
  v_closed date;
  v_cash record;
BEGIN
  IF p_status NOT IN ('pending', 'posted') THEN
    RAISE EXCEPTION 'an entry is entered as pending or posted, not as %', p_status;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('books ' || p_tenant_id || ' ' || p_environment, 0));
  SELECT closed_through INTO v_closed FROM ledger.period_change
  WHERE tenant_id = p_tenant_id AND environment = p_environment ORDER BY id DESC LIMIT 1;
  INSERT INTO ledger.journal_entry (tenant_id, environment, id, status, booked_on, value_on, cause_type, cause_id, settled_at)
  SELECT p_tenant_id, p_environment, entry.id, p_status, CASE WHEN p_booked_on <= v_closed THEN v_closed + 1 ELSE p_booked_on END,
         CASE WHEN p_booked_on <= v_closed THEN p_booked_on END, p_cause_type, entry.cause_id,
         CASE p_status WHEN 'posted' THEN clock_timestamp() END
  FROM unnest(p_entry_ids, p_cause_ids) AS entry (id, cause_id);
  INSERT INTO ledger.posting (tenant_id, environment, entry_id, line, account_id, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, entry.id, posting.line, account.id, posting.side, entry.amount_minor, entry.currency
  FROM unnest(p_entry_ids, p_amounts_minor, p_currencies) AS entry (id, amount_minor, currency)
  CROSS JOIN (VALUES (1, 'debit', p_debit_code), (2, 'credit', p_credit_code)) AS posting (line, side, code)
  CROSS JOIN LATERAL (
    SELECT account.id FROM ledger.account WHERE account.tenant_id = p_tenant_id AND account.environment = p_environment
      AND account.code = posting.code AND account.currency = entry.currency AND account.closed_at IS NULL OFFSET 0) AS account;
  GET DIAGNOSTICS v_written = ROW_COUNT;
  IF v_written <> 2 * cardinality(p_entry_ids) THEN
    RAISE EXCEPTION 'one of the journal entries % names an account that is not open', p_entry_ids;
  END IF;
  IF '1001' IN (p_debit_code, p_credit_code) AND EXISTS (
    SELECT FROM ledger.funding_limit WHERE tenant_id = p_tenant_id AND environment = p_environment
  ) THEN
    FOR v_cash IN
      SELECT entry.currency, sum(CASE p_debit_code WHEN '1001' THEN entry.amount_minor ELSE -entry.amount_minor END)::bigint AS minor
      FROM unnest(p_amounts_minor, p_currencies) AS entry (amount_minor, currency)
      JOIN ledger.funding_limit ON funding_limit.tenant_id = p_tenant_id AND funding_limit.environment = p_environment
        AND funding_limit.currency = entry.currency
      GROUP BY entry.currency ORDER BY entry.currency
    LOOP
      PERFORM ledger.move_funding(p_tenant_id, p_environment, v_cash.currency, v_cash.minor);
    END LOOP;
  END IF;
END
$$;
REVOKE ALL ON FUNCTION ledger.enter_pairs FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.enter_pairs TO fanxing_lending;
