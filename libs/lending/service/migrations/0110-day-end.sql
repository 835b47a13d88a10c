-- A day's end over a million loans: they are walked in the order of their ids, and each is rewritten where it stands.

-- Every loan is rewritten every day. With no index on the day that it is closed up to, and room left on its page, the new version needs no
-- new entry in any index (a HOT update), and pages are cleaned as they are visited.
DROP INDEX lending.loan_to_accrue;
CREATE INDEX loan_outstanding ON lending.loan (tenant_id, environment, id) WHERE status IN ('ACTIVE', 'OVERDUE');
ALTER TABLE lending.loan SET (fillfactor = 50);

DROP FUNCTION IF EXISTS lending.close_serviced;

-- A loan as its days' closing leaves it, tied to the version that it was computed from.
CREATE TYPE lending.closed_loan AS (
  id text, version integer, status text, accrued_units numeric, accrued_minor bigint, penalty_units numeric, penalty_minor bigint,
  fee_minor bigint, days_past_due integer, bucket text, tier text, stage smallint, non_accrual boolean, provision_minor bigint);
-- An instalment whose penalty has grown.
CREATE TYPE lending.grown_penalty AS (loan_id text, number integer, penalty_units numeric, penalty_minor bigint);
-- A loan's interest of a day, and what else the day moves for it; rows of one entry are of one day.
CREATE TYPE lending.day_interest AS (loan_id text, entry_id text, booked_on date, amount_minor bigint);
CREATE TYPE lending.day_movement AS (loan_id text, entry_id text, booked_on date, code text, amount_minor bigint);

-- A part of a day's end: loans of one currency closed up to day `p_to`, with what that books: one entry a day for the interest of all of
-- them, one for everything else. A loan that has changed since it was read is left out with all that was computed for it. Answers how
-- many were closed.
CREATE FUNCTION lending.close_part(
  p_tenant_id text, p_environment text, p_currency text, p_to date, p_loans lending.closed_loan[], p_penalties lending.grown_penalty[],
  p_interest lending.day_interest[], p_interest_codes text[], p_interest_sides text[], p_movements lending.day_movement[]
) RETURNS TABLE (closed integer) LANGUAGE plpgsql
-- Each row is found by its key: the planner takes the list for a hundred rows and would read the whole table for one.
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS
$$
DECLARE
  v_closed text[];
  v_entry record;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  WITH written AS (
    UPDATE lending.loan AS loan
    SET status = given.status, accrued_units = given.accrued_units, accrued_minor = given.accrued_minor, accrual_from = p_to,
        penalty_units = given.penalty_units, penalty_minor = given.penalty_minor, fee_minor = given.fee_minor,
        days_past_due = given.days_past_due, bucket = given.bucket, tier = given.tier, stage = given.stage,
        non_accrual = given.non_accrual, provision_minor = given.provision_minor, version = loan.version + 1
    FROM unnest(p_loans) AS given
    WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.id = given.id AND loan.version = given.version
    RETURNING loan.id)
  SELECT coalesce(array_agg(id), '{}') INTO v_closed FROM written;
  IF cardinality(v_closed) < cardinality(p_loans) THEN
    p_penalties := ARRAY(SELECT given FROM unnest(p_penalties) AS given WHERE given.loan_id = ANY (v_closed));
    p_interest := ARRAY(SELECT given FROM unnest(p_interest) AS given WHERE given.loan_id = ANY (v_closed));
    p_movements := ARRAY(SELECT given FROM unnest(p_movements) AS given WHERE given.loan_id = ANY (v_closed));
  END IF;
  UPDATE lending.instalment AS instalment SET penalty_units = given.penalty_units, penalty_minor = given.penalty_minor
  FROM unnest(p_penalties) AS given
  WHERE instalment.tenant_id = p_tenant_id AND instalment.environment = p_environment AND instalment.loan_id = given.loan_id
    AND instalment.number = given.number;
  INSERT INTO lending.accrual (tenant_id, environment, loan_id, accrued_on, entry_id, amount_minor)
  SELECT p_tenant_id, p_environment, given.loan_id, given.booked_on, given.entry_id, given.amount_minor FROM unnest(p_interest) AS given;
  FOR v_entry IN
    SELECT given.entry_id, given.booked_on, sum(given.amount_minor)::bigint AS minor FROM unnest(p_interest) AS given
    GROUP BY given.entry_id, given.booked_on ORDER BY given.booked_on
  LOOP
    PERFORM ledger.enter(p_tenant_id, p_environment, v_entry.entry_id, 'posted', v_entry.booked_on, 'accrual', v_entry.entry_id,
                         p_interest_codes, p_interest_sides, ARRAY[v_entry.minor, v_entry.minor], p_currency);
  END LOOP;
  PERFORM lending.book_day_movements(p_tenant_id, p_environment, p_currency, p_movements);
  RETURN QUERY SELECT cardinality(v_closed);
END
$$;

-- What a day moves for some loans beside their interest: the sub-ledger's rows and an entry of their sums.
CREATE FUNCTION lending.book_day_movements(p_tenant_id text, p_environment text, p_currency text, p_movements lending.day_movement[])
RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_entry record;
BEGIN
  IF cardinality(p_movements) = 0 THEN RETURN; END IF;
  INSERT INTO lending.movement (tenant_id, environment, loan_id, entry_id, code, amount_minor, booked_on)
  SELECT p_tenant_id, p_environment, given.loan_id, given.entry_id, given.code, given.amount_minor, given.booked_on
  FROM unnest(p_movements) AS given;
  FOR v_entry IN
    SELECT line.entry_id, line.booked_on, array_agg(line.code ORDER BY line.code) AS codes,
           array_agg(CASE WHEN line.minor > 0 THEN 'debit' ELSE 'credit' END ORDER BY line.code) AS sides,
           array_agg(abs(line.minor) ORDER BY line.code) AS amounts
    FROM (SELECT given.entry_id, given.booked_on, given.code, sum(given.amount_minor)::bigint AS minor FROM unnest(p_movements) AS given
          GROUP BY given.entry_id, given.booked_on, given.code HAVING sum(given.amount_minor) <> 0) AS line
    GROUP BY line.entry_id, line.booked_on ORDER BY line.booked_on
  LOOP
    PERFORM ledger.enter(p_tenant_id, p_environment, v_entry.entry_id, 'posted', v_entry.booked_on, 'day', v_entry.entry_id, v_entry.codes,
                         v_entry.sides, v_entry.amounts, p_currency);
  END LOOP;
END
$$;
