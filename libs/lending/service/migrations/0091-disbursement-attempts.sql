-- What is known of an order to a bank that did not end at once; and when a tenant's bank takes orders at all.

-- A drawdown that is paid at the first call has no row here.
CREATE TABLE lending.disbursement (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  loan_id         text COLLATE "C" NOT NULL,
  -- Whether the bank may ever have had the order.
  given           boolean NOT NULL,
  -- How often it was about to be given again.
  claims          integer NOT NULL DEFAULT 0,
  -- Times the bank was called, to give or to ask; what the last call came to; when it is called again at the earliest.
  attempts        integer NOT NULL DEFAULT 0,
  last_outcome    text,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- By the tenant's own clock: until when the bank takes nothing.
  held_until      timestamptz,
  cancel_reason   text,
  told_at         timestamptz,
  PRIMARY KEY (tenant_id, environment, loan_id),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);

CREATE TABLE lending.payment_hours (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  time_zone   text NOT NULL,
  -- Minutes since midnight.
  opens_at    integer NOT NULL CHECK (opens_at BETWEEN 0 AND 1439),
  closes_at   integer NOT NULL CHECK (closes_at BETWEEN 1 AND 1440),
  weekend     integer[] NOT NULL,
  holidays    date[] NOT NULL,
  workdays    date[] NOT NULL,
  set_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Taken away: the bank takes orders at any time again.
  is_open     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, environment),
  CHECK (closes_at > opens_at)
);

SELECT foundation.isolate('lending.disbursement');
SELECT foundation.isolate('lending.payment_hours');
GRANT SELECT, INSERT, UPDATE ON lending.disbursement, lending.payment_hours TO fanxing_lending;

-- Writes down what a call for a drawdown came to, and when the bank is called again. A call of which not one byte left says nothing of
-- the calls before it.
CREATE FUNCTION lending.note_disbursement(
  p_tenant_id text, p_environment text, p_loan_id text, p_given boolean, p_outcome text, p_next_attempt_at timestamptz
) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO lending.disbursement AS known (tenant_id, environment, loan_id, given, attempts, last_outcome, next_attempt_at)
  VALUES (p_tenant_id, p_environment, p_loan_id, p_given, 1, p_outcome, p_next_attempt_at)
  ON CONFLICT (tenant_id, environment, loan_id) DO UPDATE
  SET attempts = known.attempts + 1, last_outcome = p_outcome, next_attempt_at = p_next_attempt_at, held_until = NULL;
  PERFORM lending.ensure_sweep(p_tenant_id, p_environment);
END
$$;

-- Keeps an order back until the bank opens. What was never given stays so; of what has no row nobody can tell.
CREATE FUNCTION lending.hold_disbursement(p_tenant_id text, p_environment text, p_loan_id text, p_given boolean, p_until timestamptz)
RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  INSERT INTO lending.disbursement (tenant_id, environment, loan_id, given, last_outcome, held_until)
  VALUES (p_tenant_id, p_environment, p_loan_id, p_given, 'HELD', p_until)
  ON CONFLICT (tenant_id, environment, loan_id) DO UPDATE SET last_outcome = 'HELD', held_until = p_until;
END
$$;

-- Before an order is given again: from here on the bank may have it, unless it was called off. Answers whether it may be given, and
-- whether it was never given before.
CREATE FUNCTION lending.claim_disbursement(p_tenant_id text, p_environment text, p_loan_id text)
RETURNS TABLE (may_be_given boolean, was_given boolean, claim integer) LANGUAGE plpgsql AS
$$
DECLARE
  v_loan lending.loan;
  v_known lending.disbursement;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_loan FROM lending.loan
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND id = p_loan_id FOR UPDATE;
  SELECT * INTO v_known FROM lending.disbursement
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND loan_id = p_loan_id FOR UPDATE;
  IF v_loan.status <> 'DISBURSING' OR v_known.cancel_reason IS NOT NULL THEN
    RETURN QUERY SELECT false, true, 0;
    RETURN;
  END IF;
  INSERT INTO lending.disbursement AS known (tenant_id, environment, loan_id, given, claims, last_outcome)
  VALUES (p_tenant_id, p_environment, p_loan_id, true, 1, 'SENT')
  ON CONFLICT (tenant_id, environment, loan_id) DO UPDATE SET given = true, claims = known.claims + 1, held_until = NULL;
  RETURN QUERY SELECT true, coalesce(v_known.given, true), coalesce(v_known.claims, 0) + 1;
END
$$;

-- Not one byte of the first call left: the bank never had it, unless somebody else was about to give it since.
CREATE FUNCTION lending.unclaim_disbursement(p_tenant_id text, p_environment text, p_loan_id text, p_claim integer)
RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  UPDATE lending.disbursement SET given = false
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND loan_id = p_loan_id AND claims = p_claim;
END
$$;

-- In place of lending.disbursements_waiting, which only processes of the version before still call. Drawdowns that are to be taken up now: those that have been on their way for some seconds with nobody's word on them, those whose next
-- call is due, and those that waited for the bank to open, by the tenant's own clock, `p_now`.
CREATE FUNCTION lending.disbursements_due(p_tenant_id text, p_environment text, p_now timestamptz, p_limit integer)
RETURNS TABLE (id text) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT loan.id FROM lending.loan
  LEFT JOIN lending.disbursement AS known ON known.tenant_id = loan.tenant_id AND known.environment = loan.environment
    AND known.loan_id = loan.id
  WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.status = 'DISBURSING'
    AND CASE WHEN known.loan_id IS NULL THEN loan.requested_at < clock_timestamp() - interval '4 seconds'
             WHEN known.held_until IS NOT NULL AND known.cancel_reason IS NULL THEN known.held_until <= p_now
             ELSE known.next_attempt_at <= clock_timestamp() END
  -- By lot: some that the bank can tell nothing about must not keep the others waiting.
  ORDER BY random() LIMIT p_limit;
END
$$;

-- When a tenant's sweep comes due again: soon while anything at all is unfinished, however young, since the sweep that finds it too young
-- to take up may be the only one for half a minute; else later. What waits for a later call, or for the bank to open, is no hurry.
CREATE OR REPLACE FUNCTION lending.sweep_again(p_tenant_id text, p_environment text, p_soon_seconds integer, p_later_seconds integer)
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_unfinished boolean;
  v_soon timestamptz := clock_timestamp() + make_interval(secs => p_later_seconds);
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  v_unfinished :=
    EXISTS (SELECT FROM lending.loan LEFT JOIN lending.disbursement AS known
              ON known.tenant_id = loan.tenant_id AND known.environment = loan.environment AND known.loan_id = loan.id
            WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.status = 'DISBURSING'
              AND (known.loan_id IS NULL OR known.held_until IS NULL AND known.next_attempt_at < v_soon))
    OR EXISTS (SELECT FROM lending.collection
               WHERE tenant_id = p_tenant_id AND environment = p_environment AND NOT is_finished AND held_until IS NULL
                 AND next_attempt_at < v_soon)
    OR EXISTS (SELECT FROM lending.outbox_event
               WHERE tenant_id = p_tenant_id AND environment = p_environment AND published_at IS NULL);
  PERFORM lending.sweep_later(p_tenant_id, p_environment, CASE WHEN v_unfinished THEN p_soon_seconds ELSE p_later_seconds END);
END
$$;
GRANT EXECUTE ON FUNCTION lending.note_disbursement(text, text, text, boolean, text, timestamptz),
  lending.hold_disbursement(text, text, text, boolean, timestamptz), lending.claim_disbursement(text, text, text),
  lending.unclaim_disbursement(text, text, text, integer), lending.disbursements_due(text, text, timestamptz, integer)
TO fanxing_lending;
