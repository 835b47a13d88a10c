-- Entering: the functions of 0001-books.sql as they are now, and those beside them. `enter` is on the hot path of every
-- drawdown and repayment, so it calls nothing that it does not need.

-- Takes from what the funding account may still pay out, or gives back. Taking looks for a stripe that nobody holds and that has
-- enough; near the edge, where none has, everybody takes turns on all of them.
CREATE FUNCTION ledger.move_funding(p_tenant_id text, p_environment text, p_currency text, p_change_minor bigint)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_stripe smallint;
  v_available numeric;
  v_stripes integer;
BEGIN
  SELECT stripe INTO v_stripe FROM ledger.funding_stripe
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency AND available_minor + p_change_minor >= 0
  ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF FOUND THEN
    UPDATE ledger.funding_stripe SET available_minor = available_minor + p_change_minor
    WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency AND stripe = v_stripe;
    RETURN;
  END IF;
  PERFORM 1 FROM ledger.funding_stripe
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency ORDER BY stripe FOR UPDATE;
  SELECT sum(available_minor), count(*) INTO v_available, v_stripes FROM ledger.funding_stripe
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency;
  IF v_available + p_change_minor < 0 THEN
    PERFORM ledger.fail('FUNDING_EXCEEDED', jsonb_build_object('availableMinor', v_available::text, 'currency', p_currency));
  END IF;
  v_available := v_available + p_change_minor;
  UPDATE ledger.funding_stripe
  SET available_minor = div(v_available, v_stripes) + CASE WHEN stripe < mod(v_available, v_stripes) THEN 1 ELSE 0 END
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency;
END
$$;

-- Enters one journal entry, pending or posted, in one currency. An entry that does not balance is a fault of ours and stops
-- everything. Meant for a day whose period is closed, it is booked on the first open day and remembers the day it was meant for.
CREATE OR REPLACE FUNCTION ledger.enter(
  p_tenant_id text, p_environment text, p_entry_id text, p_status text, p_booked_on date, p_cause_type text,
  p_cause_id text, p_codes text[], p_sides text[], p_amounts_minor bigint[], p_currency text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_difference numeric;
  v_cash bigint;
  v_lines integer;
  v_closed date;
BEGIN
  SELECT sum(CASE side WHEN 'debit' THEN amount ELSE -amount END),
         coalesce(sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) FILTER (WHERE code = '1001'), 0)
  INTO v_difference, v_cash FROM unnest(p_codes, p_sides, p_amounts_minor) AS posting (code, side, amount);
  IF v_difference IS DISTINCT FROM 0 OR p_status NOT IN ('pending', 'posted') THEN
    RAISE EXCEPTION 'journal entry % is out of balance by %', p_entry_id, v_difference;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(hashtextextended('books ' || p_tenant_id || ' ' || p_environment, 0));
  SELECT closed_through INTO v_closed FROM ledger.period_change
  WHERE tenant_id = p_tenant_id AND environment = p_environment ORDER BY id DESC LIMIT 1;
  INSERT INTO ledger.journal_entry (tenant_id, environment, id, status, booked_on, value_on, cause_type, cause_id, settled_at)
  VALUES (p_tenant_id, p_environment, p_entry_id, p_status, CASE WHEN p_booked_on <= v_closed THEN v_closed + 1 ELSE p_booked_on END,
          CASE WHEN p_booked_on <= v_closed THEN p_booked_on END, p_cause_type, p_cause_id,
          CASE p_status WHEN 'posted' THEN clock_timestamp() END);
  INSERT INTO ledger.posting (tenant_id, environment, entry_id, line, account_id, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, p_entry_id, posting.line, account.id, posting.side, posting.amount, p_currency
  FROM unnest(p_codes, p_sides, p_amounts_minor) WITH ORDINALITY AS posting (code, side, amount, line)
  JOIN ledger.account ON account.tenant_id = p_tenant_id AND account.environment = p_environment
    AND account.code = posting.code AND account.currency = p_currency AND account.closed_at IS NULL;
  GET DIAGNOSTICS v_lines = ROW_COUNT;
  IF v_lines <> array_length(p_codes, 1) THEN
    RAISE EXCEPTION 'journal entry % names an account that is not open in %', p_entry_id, p_currency;
  END IF;
  IF v_cash <> 0 AND EXISTS (
    SELECT FROM ledger.funding_limit WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency
  ) THEN PERFORM ledger.move_funding(p_tenant_id, p_environment, p_currency, v_cash); END IF;
END
$$;

-- Ends a pending entry, once: posted on the day when the money moved, or voided because it certainly did not. What a voided
-- payment had reserved may be paid out again.
CREATE OR REPLACE FUNCTION ledger.settle(p_tenant_id text, p_environment text, p_entry_id text, p_status text, p_booked_on date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_closed date;
  v_cash record;
BEGIN
  IF p_status NOT IN ('posted', 'voided') THEN
    RAISE EXCEPTION 'an entry is settled as posted or voided, not as %', p_status;
  END IF;
  PERFORM pg_advisory_xact_lock_shared(ledger.gate(p_tenant_id, p_environment));
  v_closed := ledger.closed_through(p_tenant_id, p_environment);
  UPDATE ledger.journal_entry
  SET status = p_status, settled_at = clock_timestamp(),
      booked_on = CASE WHEN p_booked_on <= v_closed THEN v_closed + 1 ELSE p_booked_on END,
      value_on = CASE WHEN p_booked_on <= v_closed THEN p_booked_on END
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_entry_id AND status = 'pending';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal entry % is not pending', p_entry_id;
  END IF;
  IF p_status = 'voided' THEN
    FOR v_cash IN
      SELECT posting.currency, sum(CASE side WHEN 'debit' THEN -amount_minor ELSE amount_minor END)::bigint AS minor
      FROM ledger.posting JOIN ledger.account ON account.tenant_id = p_tenant_id AND account.environment = p_environment
        AND account.id = posting.account_id AND account.code = '1001'
      JOIN ledger.funding_limit ON funding_limit.tenant_id = p_tenant_id AND funding_limit.environment = p_environment
        AND funding_limit.currency = posting.currency
      WHERE posting.tenant_id = p_tenant_id AND posting.environment = p_environment AND posting.entry_id = p_entry_id
      GROUP BY posting.currency
    LOOP
      PERFORM ledger.move_funding(p_tenant_id, p_environment, v_cash.currency, v_cash.minor);
    END LOOP;
  END IF;
END
$$;

-- Enters one posted entry that people made or that undoes another: each line in its own currency, balanced in each. Unlike what
-- lending books by itself, it is refused on a day whose period is closed.
CREATE FUNCTION ledger.enter_lines(
  p_tenant_id text, p_environment text, p_entry_id text, p_booked_on date, p_cause_type text, p_cause_id text, p_description text,
  p_reverses_id text, p_codes text[], p_sides text[], p_amounts_minor bigint[], p_currencies text[]
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_closed date;
  v_sums record;
  v_lines integer;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(ledger.gate(p_tenant_id, p_environment));
  v_closed := ledger.closed_through(p_tenant_id, p_environment);
  IF p_booked_on <= v_closed THEN
    PERFORM ledger.fail('PERIOD_CLOSED', jsonb_build_object('bookedOn', p_booked_on, 'closedThrough', v_closed), 'input.bookedOn');
  END IF;
  INSERT INTO ledger.journal_entry (tenant_id, environment, id, status, booked_on, cause_type, cause_id, description, reverses_id, settled_at)
  VALUES (p_tenant_id, p_environment, p_entry_id, 'posted', p_booked_on, p_cause_type, p_cause_id, p_description, p_reverses_id,
          clock_timestamp());
  INSERT INTO ledger.posting (tenant_id, environment, entry_id, line, account_id, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, p_entry_id, posting.line, account.id, posting.side, posting.amount, posting.currency
  FROM unnest(p_codes, p_sides, p_amounts_minor, p_currencies) WITH ORDINALITY AS posting (code, side, amount, currency, line)
  JOIN ledger.account ON account.tenant_id = p_tenant_id AND account.environment = p_environment
    AND account.code = posting.code AND account.currency = posting.currency AND account.closed_at IS NULL;
  GET DIAGNOSTICS v_lines = ROW_COUNT;
  IF v_lines <> array_length(p_codes, 1) THEN PERFORM ledger.fail('ACCOUNT_NOT_OPEN', '{}', 'input.lines'); END IF;
  FOR v_sums IN
    SELECT currency, sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS difference,
           coalesce(sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) FILTER (WHERE code = '1001'), 0)::bigint AS cash
    FROM unnest(p_codes, p_sides, p_amounts_minor, p_currencies) AS posting (code, side, amount, currency)
    GROUP BY currency ORDER BY currency
  LOOP
    IF v_sums.difference <> 0 THEN
      PERFORM ledger.fail('ENTRY_UNBALANCED', jsonb_build_object('currency', v_sums.currency), 'input.lines');
    END IF;
    IF v_sums.cash <> 0 AND EXISTS (
      SELECT FROM ledger.funding_limit WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = v_sums.currency
    ) THEN PERFORM ledger.move_funding(p_tenant_id, p_environment, v_sums.currency, v_sums.cash); END IF;
  END LOOP;
END
$$;

-- Undoes a posted entry by its mirror, once; the mirror's cause is the entry that it undoes.
CREATE FUNCTION ledger.reverse(
  p_tenant_id text, p_environment text, p_entry_id text, p_reversed_id text, p_booked_on date, p_description text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_entry ledger.journal_entry;
  v_lines record;
BEGIN
  -- The lock makes two reversals of one entry take turns; the second then finds the first.
  SELECT * INTO v_entry FROM ledger.journal_entry
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_reversed_id FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM ledger.fail('NOT_FOUND', jsonb_build_object('what', 'journal entry', 'id', p_reversed_id), 'input.entryId');
  END IF;
  IF v_entry.status <> 'posted' THEN
    PERFORM ledger.fail('STATE_CONFLICT', jsonb_build_object('what', 'journal entry', 'status', v_entry.status, 'needed', 'posted'), 'input.entryId');
  END IF;
  IF EXISTS (SELECT FROM ledger.journal_entry WHERE tenant_id = p_tenant_id AND environment = p_environment AND reverses_id = p_reversed_id) THEN
    PERFORM ledger.fail('ENTRY_REVERSED', jsonb_build_object('id', p_reversed_id), 'input.entryId');
  END IF;
  SELECT array_agg(account.code ORDER BY line) AS codes,
         array_agg(CASE side WHEN 'debit' THEN 'credit' ELSE 'debit' END ORDER BY line) AS sides,
         array_agg(amount_minor ORDER BY line) AS amounts, array_agg(posting.currency ORDER BY line) AS currencies
  INTO v_lines FROM ledger.posting JOIN ledger.account ON account.tenant_id = posting.tenant_id
    AND account.environment = posting.environment AND account.id = posting.account_id
  WHERE posting.tenant_id = p_tenant_id AND posting.environment = p_environment AND posting.entry_id = p_reversed_id;
  PERFORM ledger.enter_lines(p_tenant_id, p_environment, p_entry_id, p_booked_on, 'reversal', p_reversed_id, p_description, p_reversed_id,
                             v_lines.codes, v_lines.sides, v_lines.amounts, v_lines.currencies);
END
$$;

-- Closes the books through a day, or opens them again from the day after `p_through` on (null: from the beginning).
CREATE FUNCTION ledger.change_period(
  p_tenant_id text, p_environment text, p_id text, p_action text, p_through date, p_reason text, p_asked_by text, p_approved_by text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_closed date;
BEGIN
  PERFORM pg_advisory_xact_lock(ledger.gate(p_tenant_id, p_environment));
  v_closed := ledger.closed_through(p_tenant_id, p_environment);
  IF (p_action = 'close' AND p_through <= v_closed) OR (p_action = 'reopen' AND (v_closed IS NULL OR p_through >= v_closed)) THEN
    PERFORM ledger.fail('STATE_CONFLICT', jsonb_build_object(
      'what', 'period', 'status', coalesce('closed through ' || v_closed, 'open'), 'needed',
      CASE p_action WHEN 'close' THEN 'a later day' ELSE 'an earlier day' END), 'input.through');
  END IF;
  INSERT INTO ledger.period_change (tenant_id, environment, id, action, closed_through, reason, asked_by, approved_by)
  VALUES (p_tenant_id, p_environment, p_id, p_action, p_through, p_reason, p_asked_by, p_approved_by);
END
$$;

-- Sets how short the funding account may be (null: no limit). Refused when it is shorter already.
CREATE FUNCTION ledger.set_funding_limit(p_tenant_id text, p_environment text, p_currency text, p_limit_minor bigint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_stripes constant integer := 16;
  v_available numeric;
BEGIN
  PERFORM pg_advisory_xact_lock(ledger.gate(p_tenant_id, p_environment));
  DELETE FROM ledger.funding_stripe WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency;
  DELETE FROM ledger.funding_limit WHERE tenant_id = p_tenant_id AND environment = p_environment AND currency = p_currency;
  IF p_limit_minor IS NULL THEN RETURN; END IF;
  SELECT p_limit_minor + coalesce(sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END), 0) INTO v_available
  FROM ledger.posting
  JOIN ledger.account ON account.tenant_id = posting.tenant_id AND account.environment = posting.environment AND account.id = posting.account_id
  JOIN ledger.journal_entry AS entry ON entry.tenant_id = posting.tenant_id AND entry.environment = posting.environment
    AND entry.id = posting.entry_id AND entry.status <> 'voided'
  WHERE account.tenant_id = p_tenant_id AND account.environment = p_environment AND account.code = '1001' AND account.currency = p_currency;
  IF v_available < 0 THEN
    PERFORM ledger.fail('FUNDING_EXCEEDED', jsonb_build_object('availableMinor', v_available::text, 'currency', p_currency), 'input.limit');
  END IF;
  INSERT INTO ledger.funding_limit (tenant_id, environment, currency, limit_minor)
  VALUES (p_tenant_id, p_environment, p_currency, p_limit_minor);
  INSERT INTO ledger.funding_stripe (tenant_id, environment, currency, stripe, available_minor)
  SELECT p_tenant_id, p_environment, p_currency, stripe,
         div(v_available, v_stripes) + CASE WHEN stripe < mod(v_available, v_stripes) THEN 1 ELSE 0 END
  FROM generate_series(0, v_stripes - 1) AS stripe;
END
$$;

-- Opens one account that a tenant adds, or a chart's accounts with their names in both languages.
CREATE FUNCTION ledger.open_accounts(
  p_tenant_id text, p_environment text, p_ids text[], p_codes text[], p_names text[], p_names_zh text[], p_kinds text[], p_currency text
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_opened integer;
BEGIN
  INSERT INTO ledger.account (tenant_id, environment, id, code, name, name_zh, kind, currency)
  SELECT p_tenant_id, p_environment, chart.id, chart.code, chart.name, chart.name_zh, chart.kind, p_currency
  FROM unnest(p_ids, p_codes, p_names, p_names_zh, p_kinds) AS chart (id, code, name, name_zh, kind)
  ON CONFLICT (tenant_id, environment, code, currency) DO NOTHING;
  GET DIAGNOSTICS v_opened = ROW_COUNT;
  RETURN v_opened;
END
$$;

-- Closes an account that nothing is left on; pending payments count. No entry may name it from here on.
CREATE FUNCTION ledger.close_account(p_tenant_id text, p_environment text, p_code text, p_currency text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_account_id text;
  v_left numeric;
BEGIN
  PERFORM pg_advisory_xact_lock(ledger.gate(p_tenant_id, p_environment));
  SELECT id INTO v_account_id FROM ledger.account
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND code = p_code AND currency = p_currency AND closed_at IS NULL;
  IF NOT FOUND THEN PERFORM ledger.fail('ACCOUNT_NOT_OPEN', '{}', 'input.code'); END IF;
  SELECT coalesce(sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END), 0) INTO v_left FROM ledger.posting
  JOIN ledger.journal_entry AS entry ON entry.tenant_id = posting.tenant_id AND entry.environment = posting.environment
    AND entry.id = posting.entry_id AND entry.status <> 'voided'
  WHERE posting.tenant_id = p_tenant_id AND posting.environment = p_environment AND posting.account_id = v_account_id;
  IF v_left <> 0 THEN
    PERFORM ledger.fail('STATE_CONFLICT', jsonb_build_object('what', 'account', 'status', 'not empty', 'needed', 'a balance of zero'), 'input.code');
  END IF;
  UPDATE ledger.account SET closed_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = v_account_id;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.closed_through, ledger.enter_lines, ledger.reverse, ledger.change_period, ledger.set_funding_limit,
  ledger.open_accounts(text, text, text[], text[], text[], text[], text[], text), ledger.close_account TO fanxing_lending;
GRANT SELECT ON ledger.period_change, ledger.funding_limit, ledger.funding_stripe TO fanxing_lending;
-- Whoever examines a bank's books reads them with the auditor's role.
GRANT USAGE ON SCHEMA ledger TO fanxing_auditor;
GRANT SELECT ON ledger.account, ledger.journal_entry, ledger.posting, ledger.period_change, ledger.funding_limit, ledger.funding_stripe
  TO fanxing_auditor;
GRANT EXECUTE ON FUNCTION ledger.closed_through TO fanxing_auditor;
