-- The least that a durable drawdown can be, to measure what this machine can do at all: keys, forced row-level security, line,
-- loan with its instalments, double entry, outbox, idempotency key; and the least that a durable decision can be.
CREATE SCHEMA reference;
SET search_path = reference;

CREATE TABLE credit_line (
  tenant int NOT NULL, id bigint NOT NULL, limit_minor bigint NOT NULL, used_minor bigint NOT NULL DEFAULT 0,
  status text NOT NULL DEFAULT 'ACTIVE', version int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id), CHECK (used_minor BETWEEN 0 AND limit_minor)) WITH (fillfactor = 80);
CREATE TABLE loan (
  tenant int NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, line_id bigint NOT NULL, amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  term int NOT NULL, rate_basis_points int NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id));
CREATE INDEX ON loan (tenant, line_id);
CREATE TABLE instalment (
  tenant int NOT NULL, loan_id bigint NOT NULL, number int NOT NULL, due_on date NOT NULL, principal_minor bigint NOT NULL,
  interest_minor bigint NOT NULL, PRIMARY KEY (tenant, loan_id, number));
CREATE TABLE account (
  tenant int NOT NULL, id bigint NOT NULL, balance_minor bigint NOT NULL DEFAULT 0, version int NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, id)) WITH (fillfactor = 60);
CREATE TABLE posting (
  tenant int NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, loan_id bigint NOT NULL, account_id bigint NOT NULL,
  debit_minor bigint NOT NULL DEFAULT 0, credit_minor bigint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id), CHECK (debit_minor >= 0 AND credit_minor >= 0));
CREATE INDEX ON posting (tenant, account_id, id);
CREATE TABLE outbox (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tenant int NOT NULL, topic text NOT NULL, payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(), sent_at timestamptz);
CREATE INDEX ON outbox (id) WHERE sent_at IS NULL;
CREATE TABLE idempotency_key (
  tenant int NOT NULL, key uuid NOT NULL, body_hash bytea NOT NULL, answer jsonb, created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, key));

CREATE TABLE decision (
  tenant int NOT NULL, id uuid NOT NULL DEFAULT gen_random_uuid(), applicant bigint NOT NULL, policy_version int NOT NULL, outcome text NOT NULL,
  score int NOT NULL, limit_minor bigint NOT NULL, inputs jsonb NOT NULL, reasons text[] NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, id));

INSERT INTO credit_line (tenant, id, limit_minor) SELECT t, c, 1000000000000 FROM generate_series(1, 10) t, generate_series(1, 10000) c;
-- Account 0 is the tenant's funding account, account c the customer's.
INSERT INTO account (tenant, id) SELECT t, c FROM generate_series(1, 10) t, generate_series(0, 10000) c;

DO $$ DECLARE name text; BEGIN
  FOREACH name IN ARRAY ARRAY['credit_line', 'loan', 'instalment', 'account', 'posting', 'outbox', 'idempotency_key', 'decision'] LOOP
    EXECUTE format('ALTER TABLE reference.%I ENABLE ROW LEVEL SECURITY; ALTER TABLE reference.%I FORCE ROW LEVEL SECURITY', name, name);
    EXECUTE format('CREATE POLICY own ON reference.%I USING (tenant = current_setting(''app.tenant'')::int)
                    WITH CHECK (tenant = current_setting(''app.tenant'')::int)', name);
  END LOOP;
END $$;

-- The same work as draw-statements.sql in one round trip.
CREATE FUNCTION draw(p_tenant int, p_line bigint, p_amount bigint, p_term int, p_key uuid) RETURNS bigint
LANGUAGE plpgsql SET search_path = reference AS $f$
DECLARE v_line record; v_loan bigint; BEGIN
  PERFORM set_config('app.tenant', p_tenant::text, true);
  INSERT INTO idempotency_key (tenant, key, body_hash) VALUES (p_tenant, p_key, sha256(convert_to(p_line || ':' || p_amount || ':' || p_term, 'UTF8')));
  SELECT limit_minor, used_minor, status INTO v_line FROM credit_line WHERE tenant = p_tenant AND id = p_line FOR UPDATE;
  IF v_line.status <> 'ACTIVE' OR v_line.used_minor + p_amount > v_line.limit_minor THEN RAISE EXCEPTION 'LIMIT_EXCEEDED'; END IF;
  UPDATE credit_line SET used_minor = used_minor + p_amount, version = version + 1 WHERE tenant = p_tenant AND id = p_line;
  INSERT INTO loan (tenant, line_id, amount_minor, term, rate_basis_points, status)
    VALUES (p_tenant, p_line, p_amount, p_term, 1200, 'DISBURSED') RETURNING id INTO v_loan;
  INSERT INTO instalment (tenant, loan_id, number, due_on, principal_minor, interest_minor)
    SELECT p_tenant, v_loan, n, current_date + 30 * n, p_amount / p_term, p_amount / 100 FROM generate_series(1, p_term) n;
  INSERT INTO posting (tenant, loan_id, account_id, debit_minor, credit_minor)
    VALUES (p_tenant, v_loan, p_line, p_amount, 0), (p_tenant, v_loan, 0, 0, p_amount);
  UPDATE account SET balance_minor = balance_minor + p_amount, version = version + 1 WHERE tenant = p_tenant AND id = p_line;
  INSERT INTO outbox (tenant, topic, payload)
    VALUES (p_tenant, 'loan.disbursed', jsonb_build_object('loanId', v_loan, 'amount', p_amount, 'lineId', p_line));
  UPDATE idempotency_key SET answer = jsonb_build_object('loanId', v_loan) WHERE tenant = p_tenant AND key = p_key;
  -- The row that everybody wants comes last, so that it is locked for the shortest time.
  UPDATE account SET balance_minor = balance_minor - p_amount, version = version + 1 WHERE tenant = p_tenant AND id = 0;
  RETURN v_loan; END $f$;

GRANT USAGE ON SCHEMA reference TO reference_program;
GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA reference TO reference_program;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA reference TO reference_program;
GRANT EXECUTE ON FUNCTION draw(int, bigint, bigint, int, uuid) TO reference_program;
