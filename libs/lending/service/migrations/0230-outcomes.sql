-- What became of loans, for whoever judges decisions by it. A loan knows how many days it is past due now and forgets it when it is paid;
-- here stands how far it ever came, and when.

CREATE TABLE lending.loan_milestone (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  loan_id       text COLLATE "C" NOT NULL,
  -- So many days past due: one of lending.milestones().
  days_past_due integer NOT NULL,
  -- The business day at whose beginning it was that, the first time.
  reached_on    date NOT NULL,
  PRIMARY KEY (tenant_id, environment, loan_id, days_past_due),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
SELECT foundation.isolate('lending.loan_milestone');
GRANT SELECT, INSERT ON lending.loan_milestone TO fanxing_lending;
GRANT SELECT ON lending.loan_milestone TO fanxing_auditor;

CREATE FUNCTION lending.milestones() RETURNS integer[] LANGUAGE sql IMMUTABLE AS $$ SELECT '{1, 7, 30, 60, 90, 180}'::integer[] $$;

-- `accrual_from` is the day that the loan stands at the beginning of, so a day's end that closes many days at once finds each day itself.
CREATE FUNCTION lending.note_milestones() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO lending.loan_milestone (tenant_id, environment, loan_id, days_past_due, reached_on)
  SELECT NEW.tenant_id, NEW.environment, NEW.id, days, NEW.accrual_from - (NEW.days_past_due - days)
  FROM unnest(lending.milestones()) AS days WHERE days > OLD.days_past_due AND days <= NEW.days_past_due
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
-- Each milestone by itself: most loans pass none, and a day's end must not pay for those that do not.
CREATE TRIGGER note_milestones AFTER UPDATE ON lending.loan FOR EACH ROW
  WHEN (NEW.days_past_due > OLD.days_past_due AND (
    OLD.days_past_due < 1 OR (OLD.days_past_due < 7 AND NEW.days_past_due >= 7) OR (OLD.days_past_due < 30 AND NEW.days_past_due >= 30)
    OR (OLD.days_past_due < 60 AND NEW.days_past_due >= 60) OR (OLD.days_past_due < 90 AND NEW.days_past_due >= 90)
    OR (OLD.days_past_due < 180 AND NEW.days_past_due >= 180)))
  EXECUTE FUNCTION lending.note_milestones();

-- Of loans that are late already it is known since when. What was late before and was paid is not known any more.
INSERT INTO lending.loan_milestone (tenant_id, environment, loan_id, days_past_due, reached_on)
SELECT loan.tenant_id, loan.environment, loan.id, days, loan.accrual_from - (loan.days_past_due - days)
FROM lending.loan, unnest(lending.milestones()) AS days WHERE days <= loan.days_past_due;

-- A loan as it stood at the beginning of a day: what was booked on that day or later is no part of it. A repayment is divided as it was by
-- then, and one that was undone by then is none.
CREATE FUNCTION lending.loan_outcome(p_loan lending.loan, p_as_of date)
RETURNS TABLE (principal_paid_minor numeric, interest_paid_minor numeric, written_off_on date, recovered_minor numeric) LANGUAGE sql STABLE AS
$$
  SELECT coalesce(sum(paid.principal_minor), 0), coalesce(sum(paid.interest_minor), 0), given_up.booked_on,
         coalesce(sum(paid.principal_minor) FILTER (WHERE paid.received_at > given_up.created_at), 0)
  FROM (SELECT) AS always
  LEFT JOIN LATERAL (
    SELECT event.booked_on, event.created_at FROM lending.loan_event AS event
    WHERE event.tenant_id = p_loan.tenant_id AND event.environment = p_loan.environment AND event.loan_id = p_loan.id
      AND event.kind = 'WRITE_OFF' AND event.booked_on < p_as_of
    ORDER BY event.id LIMIT 1) AS given_up ON true
  LEFT JOIN LATERAL (
    SELECT repayment.received_at, coalesce(divided.principal_minor, repayment.principal_minor) AS principal_minor,
           coalesce(divided.interest_minor, repayment.interest_minor) AS interest_minor
    FROM lending.repayment
    LEFT JOIN lending.loan_event AS undone
      ON undone.tenant_id = repayment.tenant_id AND undone.environment = repayment.environment AND undone.id = repayment.reversal_id
    LEFT JOIN LATERAL (
      SELECT again.principal_minor, again.interest_minor FROM lending.reallocation AS again
      JOIN lending.loan_event AS reversal
        ON reversal.tenant_id = again.tenant_id AND reversal.environment = again.environment AND reversal.id = again.reversal_id
      WHERE again.tenant_id = repayment.tenant_id AND again.environment = repayment.environment AND again.repayment_id = repayment.id
        AND reversal.booked_on < p_as_of
      ORDER BY again.reversal_id DESC LIMIT 1) AS divided ON true
    WHERE repayment.tenant_id = p_loan.tenant_id AND repayment.environment = p_loan.environment AND repayment.loan_id = p_loan.id
      AND repayment.booked_on < p_as_of AND (undone.booked_on IS NULL OR undone.booked_on >= p_as_of)) AS paid ON true
  GROUP BY given_up.booked_on, given_up.created_at
$$;

-- What became of applications as of the beginning of a day: what was granted, and all loans that were drawn on it together. Principal that
-- an upfront fee or a restructure added is principal.
CREATE FUNCTION lending.application_outcomes(p_tenant_id text, p_environment text, p_application_ids text[], p_as_of date)
RETURNS TABLE (
  application_id text, product_id text, limit_minor bigint, daily_rate text, currency text, loans integer, first_drawn_on date,
  first_due_on date, principal_minor text, principal_paid_minor text, interest_paid_minor text, written_off_on date,
  written_off_minor text, recovered_minor text, reached jsonb
) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT application.id, application.product_id, offer.limit_minor, offer.daily_rate::text, offer.currency, drawn.loans,
           drawn.first_drawn_on, drawn.first_due_on, drawn.principal::text, drawn.principal_paid::text, drawn.interest_paid::text,
           drawn.written_off_on, drawn.written_off::text, drawn.recovered::text, late.reached
    FROM unnest(p_application_ids) AS wanted (id)
    JOIN lending.application ON application.tenant_id = p_tenant_id AND application.environment = p_environment AND application.id = wanted.id
    LEFT JOIN lending.offer
      ON offer.tenant_id = p_tenant_id AND offer.environment = p_environment AND offer.application_id = application.id
    LEFT JOIN lending.credit_line AS line
      ON line.tenant_id = p_tenant_id AND line.environment = p_environment AND line.offer_id = offer.id
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS loans, min(loan.drawn_on) AS first_drawn_on,
             (array_agg(coalesce(instalment.due_on, loan.due_on) ORDER BY loan.drawn_on, loan.id))[1] AS first_due_on,
             coalesce(sum(loan.principal_minor + loan.capitalised_minor), 0) AS principal,
             coalesce(sum(became.principal_paid_minor), 0) AS principal_paid, coalesce(sum(became.interest_paid_minor), 0) AS interest_paid,
             min(became.written_off_on) AS written_off_on,
             coalesce(sum(loan.principal_minor + loan.capitalised_minor - became.principal_paid_minor + became.recovered_minor)
                      FILTER (WHERE became.written_off_on IS NOT NULL), 0) AS written_off,
             coalesce(sum(became.recovered_minor), 0) AS recovered
      FROM lending.loan
      CROSS JOIN LATERAL lending.loan_outcome(loan, p_as_of) AS became
      LEFT JOIN lending.instalment ON instalment.tenant_id = p_tenant_id AND instalment.environment = p_environment
        AND instalment.loan_id = loan.id AND instalment.number = 1
      WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.credit_line_id = line.id
        AND loan.disbursed_at IS NOT NULL AND loan.drawn_on < p_as_of) AS drawn
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_object_agg(first.days_past_due, first.reached_on), '{}') AS reached FROM (
        SELECT milestone.days_past_due, min(milestone.reached_on) AS reached_on
        FROM lending.loan
        JOIN lending.loan_milestone AS milestone
          ON milestone.tenant_id = p_tenant_id AND milestone.environment = p_environment AND milestone.loan_id = loan.id
        WHERE loan.tenant_id = p_tenant_id AND loan.environment = p_environment AND loan.credit_line_id = line.id
          AND milestone.reached_on <= p_as_of
        GROUP BY milestone.days_past_due) AS first) AS late;
END
$$;
