-- The books. Nobody but these functions writes here: services may call them and read, and no role can change or
-- delete a posting. They run as the owner, whom forced row-level security binds like everybody else.

CREATE TABLE ledger.account (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  code        text NOT NULL,
  name        text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense', 'equity')),
  currency    text NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, code, currency)
);

-- pending: reserved, in no balance yet. posted: in the books. voided: never came to be.
CREATE TABLE ledger.journal_entry (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  status      text NOT NULL CHECK (status IN ('pending', 'posted', 'voided')),
  booked_on   date NOT NULL,
  cause_type  text NOT NULL,
  cause_id    text COLLATE "C" NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at  timestamptz
);
CREATE INDEX journal_entry_by_cause ON ledger.journal_entry (tenant_id, environment, cause_id);
-- After the other index: of two that look equally cheap on a young table, the planner takes the youngest.
ALTER TABLE ledger.journal_entry ADD PRIMARY KEY (tenant_id, environment, id);

CREATE TABLE ledger.posting (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  entry_id     text COLLATE "C" NOT NULL,
  line         smallint NOT NULL,
  account_id   text COLLATE "C" NOT NULL,
  side         text NOT NULL CHECK (side IN ('debit', 'credit')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     text NOT NULL,
  PRIMARY KEY (tenant_id, environment, entry_id, line),
  FOREIGN KEY (tenant_id, environment, entry_id) REFERENCES ledger.journal_entry (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, account_id) REFERENCES ledger.account (tenant_id, environment, id)
);
CREATE INDEX posting_by_account ON ledger.posting (tenant_id, environment, account_id, entry_id);

SELECT foundation.isolate('ledger.account');
SELECT foundation.isolate('ledger.journal_entry');
SELECT foundation.isolate('ledger.posting');

-- Opens the accounts of a chart for one currency; those that are open stay as they are.
CREATE FUNCTION ledger.open_accounts(
  p_tenant_id text, p_environment text, p_ids text[], p_codes text[], p_names text[], p_kinds text[], p_currency text
) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$$
  INSERT INTO ledger.account (tenant_id, environment, id, code, name, kind, currency)
  SELECT p_tenant_id, p_environment, chart.id, chart.code, chart.name, chart.kind, p_currency
  FROM unnest(p_ids, p_codes, p_names, p_kinds) AS chart (id, code, name, kind)
  ON CONFLICT (tenant_id, environment, code, currency) DO NOTHING
$$;

-- Enters one journal entry, pending or posted. An entry that does not balance is a fault of ours and stops everything.
CREATE FUNCTION ledger.enter(
  p_tenant_id text, p_environment text, p_entry_id text, p_status text, p_booked_on date, p_cause_type text,
  p_cause_id text, p_codes text[], p_sides text[], p_amounts_minor bigint[], p_currency text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_difference numeric;
  v_lines integer;
BEGIN
  SELECT sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) INTO v_difference
  FROM unnest(p_sides, p_amounts_minor) AS posting (side, amount);
  IF v_difference IS DISTINCT FROM 0 OR p_status NOT IN ('pending', 'posted') THEN
    RAISE EXCEPTION 'journal entry % is out of balance by %', p_entry_id, v_difference;
  END IF;
  INSERT INTO ledger.journal_entry (tenant_id, environment, id, status, booked_on, cause_type, cause_id, settled_at)
  VALUES (p_tenant_id, p_environment, p_entry_id, p_status, p_booked_on, p_cause_type, p_cause_id,
          CASE p_status WHEN 'posted' THEN clock_timestamp() END);
  INSERT INTO ledger.posting (tenant_id, environment, entry_id, line, account_id, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, p_entry_id, posting.line, account.id, posting.side, posting.amount, p_currency
  FROM unnest(p_codes, p_sides, p_amounts_minor) WITH ORDINALITY AS posting (code, side, amount, line)
  JOIN ledger.account ON account.tenant_id = p_tenant_id AND account.environment = p_environment
    AND account.code = posting.code AND account.currency = p_currency;
  GET DIAGNOSTICS v_lines = ROW_COUNT;
  IF v_lines <> array_length(p_codes, 1) THEN
    RAISE EXCEPTION 'journal entry % names an account that is not open in %', p_entry_id, p_currency;
  END IF;
END
$$;

-- Ends a pending entry, once: posted on the day when the money moved, or voided because it certainly did not.
CREATE FUNCTION ledger.settle(p_tenant_id text, p_environment text, p_entry_id text, p_status text, p_booked_on date)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  IF p_status NOT IN ('posted', 'voided') THEN
    RAISE EXCEPTION 'an entry is settled as posted or voided, not as %', p_status;
  END IF;
  UPDATE ledger.journal_entry SET status = p_status, booked_on = p_booked_on, settled_at = clock_timestamp()
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_entry_id AND status = 'pending';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'journal entry % is not pending', p_entry_id;
  END IF;
END
$$;

REVOKE ALL ON FUNCTION ledger.open_accounts, ledger.enter, ledger.settle FROM PUBLIC;
GRANT USAGE ON SCHEMA ledger TO fanxing_lending;
GRANT SELECT ON ledger.account, ledger.journal_entry, ledger.posting TO fanxing_lending;
GRANT EXECUTE ON FUNCTION ledger.open_accounts, ledger.enter, ledger.settle TO fanxing_lending;
