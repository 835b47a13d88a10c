-- The books in time: accounts that a tenant adds and closes, nothing that can be changed afterwards, periods that are
-- closed, entries in several currencies, reversal, and a limit on what the funding account may be short of.

ALTER TABLE ledger.account
  ADD COLUMN name_zh text NOT NULL DEFAULT '',
  ADD COLUMN normal_side text NOT NULL GENERATED ALWAYS AS (CASE WHEN kind IN ('asset', 'expense') THEN 'debit' ELSE 'credit' END) STORED,
  ADD COLUMN closed_at timestamptz;

-- `value_on`: the day that an entry was meant for, when that day's period was closed and it had to be booked later.
ALTER TABLE ledger.journal_entry
  ADD COLUMN value_on date,
  ADD COLUMN reverses_id text COLLATE "C",
  ADD COLUMN description text;
CREATE UNIQUE INDEX journal_entry_reversed_once ON ledger.journal_entry (tenant_id, environment, reverses_id) WHERE reverses_id IS NOT NULL;

-- Append-only, for everybody: rights keep the services out, these keep out the owner's own slips and a superuser's too.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION 'the books are append-only: % on %.% is refused; mend an entry with a new one', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.posting FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ledger.journal_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ledger.account FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- An entry changes once: from pending to posted or voided, with the day and the moment of it.
CREATE FUNCTION ledger.refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF OLD.status = 'pending' AND NEW.status IN ('posted', 'voided') AND NEW.settled_at IS NOT NULL
     AND ROW (NEW.tenant_id, NEW.environment, NEW.id, NEW.cause_type, NEW.cause_id, NEW.created_at, NEW.reverses_id, NEW.description)
         IS NOT DISTINCT FROM
         ROW (OLD.tenant_id, OLD.environment, OLD.id, OLD.cause_type, OLD.cause_id, OLD.created_at, OLD.reverses_id, OLD.description)
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'the books are append-only: entry % is %; mend it with a new one', OLD.id, OLD.status
    USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER settled_once BEFORE UPDATE ON ledger.journal_entry FOR EACH ROW EXECUTE FUNCTION ledger.refuse_rewriting();

-- What an account is never changes; it may be closed.
CREATE FUNCTION ledger.refuse_retelling() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  IF ROW (NEW.tenant_id, NEW.environment, NEW.id, NEW.code, NEW.kind, NEW.currency, NEW.opened_at)
     IS DISTINCT FROM ROW (OLD.tenant_id, OLD.environment, OLD.id, OLD.code, OLD.kind, OLD.currency, OLD.opened_at)
     OR (OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at)
  THEN
    RAISE EXCEPTION 'account % stays what it is', OLD.code USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER same_account BEFORE UPDATE ON ledger.account FOR EACH ROW EXECUTE FUNCTION ledger.refuse_retelling();

-- The history of closing and reopening; its last line says through which day the books are closed (null: they are all open).
CREATE TABLE ledger.period_change (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  action         text NOT NULL CHECK (action IN ('close', 'reopen')),
  closed_through date CHECK (action = 'reopen' OR closed_through IS NOT NULL),
  reason         text NOT NULL,
  asked_by       text NOT NULL,
  approved_by    text CHECK (action = 'close' OR (approved_by IS NOT NULL AND approved_by <> asked_by)),
  changed_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.period_change
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- How short of what was put into it the funding account may be, payments under way counted. What may still be paid out is
-- spread over stripes, so that payments at the same moment do not wait for one row; no stripe ever falls below zero.
CREATE TABLE ledger.funding_limit (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  currency    text NOT NULL,
  limit_minor bigint NOT NULL CHECK (limit_minor >= 0),
  set_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, currency)
);
CREATE TABLE ledger.funding_stripe (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  currency        text NOT NULL,
  stripe          smallint NOT NULL,
  available_minor bigint NOT NULL CHECK (available_minor >= 0),
  PRIMARY KEY (tenant_id, environment, currency, stripe)
) WITH (fillfactor = 50);

SELECT foundation.isolate('ledger.' || name) FROM unnest(ARRAY['period_change', 'funding_limit', 'funding_stripe']) AS name;

-- Ends the transaction with a fault of the kernel's table; the service turns it back into one.
CREATE FUNCTION ledger.fail(p_reason text, p_details jsonb DEFAULT '{}', p_path text DEFAULT '') RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = p_reason, DETAIL = p_details::text, HINT = p_path;
END
$$;

-- Whoever writes into the books shares this lock, in memory only; closing a period and setting a limit wait for them and
-- keep new ones waiting for a moment. Two tenants with the same number only wait for each other.
CREATE FUNCTION ledger.gate(p_tenant_id text, p_environment text) RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT hashtextextended('books ' || p_tenant_id || ' ' || p_environment, 0) $$;

CREATE FUNCTION ledger.closed_through(p_tenant_id text, p_environment text) RETURNS date LANGUAGE sql STABLE AS
$$
  SELECT closed_through FROM ledger.period_change WHERE tenant_id = p_tenant_id AND environment = p_environment
  ORDER BY id DESC LIMIT 1
$$;
