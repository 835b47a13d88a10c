-- Who borrows where, across tenants (decisions 0173, 0174). A trace says that somebody whom only a token names applied, was paid or was
-- given up on, at the tenant that left it, on a day. No tenant sees another's traces: one function counts them, and answers bands.

CREATE TABLE risk.lender_trace (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  -- The application or the loan.
  subject_id   text COLLATE "C" NOT NULL,
  kind         text NOT NULL CHECK (kind IN ('APPLICATION', 'LOAN', 'WRITE_OFF')),
  borrower_id  text COLLATE "C" NOT NULL,
  consent_id   text COLLATE "C" NOT NULL,
  person_token bytea NOT NULL CHECK (octet_length(person_token) = 16),
  phone_token  bytea CHECK (octet_length(phone_token) = 16),
  -- UTC, and no finer.
  on_day       date NOT NULL,
  PRIMARY KEY (tenant_id, environment, subject_id, kind)
);
CREATE INDEX lender_trace_of_person ON risk.lender_trace (environment, person_token, on_day);
CREATE INDEX lender_trace_of_phone ON risk.lender_trace (environment, phone_token, on_day) WHERE phone_token IS NOT NULL;
CREATE INDEX lender_trace_of_borrower ON risk.lender_trace (tenant_id, environment, borrower_id);
CREATE INDEX lender_trace_by_age ON risk.lender_trace (tenant_id, environment, on_day);
SELECT foundation.isolate('risk.lender_trace');

-- What a tenant may ask, once an application: the tokens that it got for it, and the answer, which stays what it was.
CREATE TABLE risk.lender_question (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  application_id text COLLATE "C" NOT NULL,
  borrower_id    text COLLATE "C" NOT NULL,
  consent_id     text COLLATE "C" NOT NULL,
  asked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- How often blinded identifiers were evaluated for it. More than once only when an answer was lost on its way.
  evaluations    integer NOT NULL,
  person_token   bytea CHECK (octet_length(person_token) = 16),
  phone_token    bytea CHECK (octet_length(phone_token) = 16),
  answer         jsonb,
  answered_at    timestamptz,
  PRIMARY KEY (tenant_id, environment, application_id)
);
CREATE INDEX lender_question_of_day ON risk.lender_question (tenant_id, environment, asked_at);
CREATE INDEX lender_question_of_borrower ON risk.lender_question (tenant_id, environment, borrower_id, asked_at);
SELECT foundation.isolate('risk.lender_question');

-- The one widening: whoever runs as the owner sees traces of the one person or number that is being counted just now, in this
-- environment, whoever left them. Only risk.count_across_lenders says which; no service has any right on the table.
CREATE POLICY counted_across_tenants ON risk.lender_trace FOR SELECT TO fanxing_owner
  USING (environment = foundation.current_environment()
    AND (person_token = decode(coalesce(current_setting('app.counted_person', true), ''), 'hex')
      OR phone_token = decode(coalesce(current_setting('app.counted_phone', true), ''), 'hex')));

-- A count as it is told: the least of its band, and 0 unless at least three lenders are behind it, so that nobody learns of one or two.
CREATE FUNCTION risk.lender_band(p_count bigint, p_lenders bigint) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$
  SELECT CASE WHEN p_lenders < 3 THEN 0 WHEN p_count <= 5 THEN 3 WHEN p_count <= 10 THEN 6 WHEN p_count <= 20 THEN 11 ELSE 21 END
$$;

-- Counts what other tenants have left of a person, and of others with the same number. It is the only thing that looks across tenants.
CREATE FUNCTION risk.count_across_lenders(p_tenant_id text, p_environment text, p_person bytea, p_phone bytea, p_until date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_windows jsonb;
  v_sharers integer;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM set_config('app.counted_person', encode(p_person, 'hex'), true), set_config('app.counted_phone', coalesce(encode(p_phone, 'hex'), ''), true);
  SELECT jsonb_agg(jsonb_build_object(
      'days', w.days, 'lenders', risk.lender_band(counted.lenders, counted.lenders),
      'applications', risk.lender_band(counted.applications, counted.application_lenders),
      'loans', risk.lender_band(counted.loans, counted.loan_lenders),
      'writeOffs', risk.lender_band(counted.write_offs, counted.write_off_lenders)) ORDER BY w.days)
  INTO v_windows
  FROM unnest(ARRAY[7, 30, 90]) AS w (days) CROSS JOIN LATERAL (
    SELECT count(DISTINCT t.tenant_id) AS lenders,
      count(*) FILTER (WHERE t.kind = 'APPLICATION') AS applications,
      count(DISTINCT t.tenant_id) FILTER (WHERE t.kind = 'APPLICATION') AS application_lenders,
      count(*) FILTER (WHERE t.kind = 'LOAN') AS loans,
      count(DISTINCT t.tenant_id) FILTER (WHERE t.kind = 'LOAN') AS loan_lenders,
      count(*) FILTER (WHERE t.kind = 'WRITE_OFF') AS write_offs,
      count(DISTINCT t.tenant_id) FILTER (WHERE t.kind = 'WRITE_OFF') AS write_off_lenders
    FROM risk.lender_trace t
    WHERE t.environment = p_environment AND t.person_token = p_person AND t.tenant_id <> p_tenant_id
      AND t.on_day > p_until - w.days AND t.on_day <= p_until) AS counted;
  SELECT risk.lender_band(count(DISTINCT t.person_token), count(DISTINCT t.tenant_id)) INTO v_sharers
  FROM risk.lender_trace t
  WHERE t.environment = p_environment AND t.phone_token = p_phone AND t.person_token <> p_person AND t.tenant_id <> p_tenant_id
    AND t.on_day > p_until - 90 AND t.on_day <= p_until;
  PERFORM set_config('app.counted_person', '', true), set_config('app.counted_phone', '', true);
  RETURN jsonb_build_object('windows', v_windows, 'phoneSharers', CASE WHEN p_phone IS NULL THEN NULL ELSE v_sharers END);
END
$$;
REVOKE EXECUTE ON FUNCTION risk.count_across_lenders(text, text, bytea, bytea, date) FROM PUBLIC;

-- Nothing is asked or told with a consent that was withdrawn. Held until the transaction ends: a withdrawal that comes meanwhile waits,
-- and then finds what was written.
CREATE FUNCTION risk.must_stand_for_lenders(p_tenant_id text, p_environment text, p_consent_id text) RETURNS void
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtextextended(p_consent_id, 310));
  PERFORM 1 FROM risk.withdrawn_consent w
  WHERE w.tenant_id = p_tenant_id AND w.environment = p_environment AND w.consent_id = p_consent_id;
  IF FOUND THEN PERFORM risk.fail('CONSENT_REQUIRED', '{"purpose": "CROSS_TENANT_SIGNALS"}'); END IF;
END
$$;

CREATE FUNCTION risk.find_lender_question(p_tenant_id text, p_environment text, p_application_id text)
RETURNS TABLE (has_tokens boolean, answer jsonb, answered_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT q.person_token IS NOT NULL, q.answer, q.answered_at FROM risk.lender_question q
    WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.application_id = p_application_id;
END
$$;

-- Before identifiers are evaluated for an application: counted, and refused when the tenant has asked for as many as it may in a day, or
-- for this one again and again.
CREATE FUNCTION risk.begin_lender_question(
  p_tenant_id text, p_environment text, p_application_id text, p_borrower_id text, p_consent_id text, p_day_max integer, p_evaluations_max integer
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_evaluations integer;
  v_today bigint;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM risk.must_stand_for_lenders(p_tenant_id, p_environment, p_consent_id);
  -- One at a time, so that the count below is right.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_tenant_id || p_environment, 311));
  SELECT q.evaluations INTO v_evaluations FROM risk.lender_question q
  WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.application_id = p_application_id;
  IF v_evaluations >= p_evaluations_max THEN
    PERFORM risk.fail('LENDER_QUESTIONS_SPENT', jsonb_build_object('limit', p_evaluations_max, 'per', 'application'));
  END IF;
  IF v_evaluations IS NULL THEN
    SELECT count(*) INTO v_today FROM risk.lender_question q
    WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.asked_at >= date_trunc('day', clock_timestamp(), 'UTC');
    IF v_today >= p_day_max THEN
      PERFORM risk.fail('LENDER_QUESTIONS_SPENT', jsonb_build_object('limit', p_day_max, 'per', 'day'));
    END IF;
  END IF;
  INSERT INTO risk.lender_question AS q (tenant_id, environment, application_id, borrower_id, consent_id, evaluations)
  VALUES (p_tenant_id, p_environment, p_application_id, p_borrower_id, p_consent_id, 1)
  ON CONFLICT (tenant_id, environment, application_id) DO UPDATE
    SET evaluations = q.evaluations + 1, consent_id = excluded.consent_id;
END
$$;

CREATE FUNCTION risk.keep_lender_tokens(p_tenant_id text, p_environment text, p_application_id text, p_person bytea, p_phone bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_consent_id text;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT q.consent_id INTO STRICT v_consent_id FROM risk.lender_question q
  WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.application_id = p_application_id;
  PERFORM risk.must_stand_for_lenders(p_tenant_id, p_environment, v_consent_id);
  UPDATE risk.lender_question SET person_token = p_person, phone_token = p_phone
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND application_id = p_application_id;
END
$$;

-- The answer to an application's question, the same for ever once it was given. Nothing while there are no tokens.
CREATE FUNCTION risk.answer_lender_question(p_tenant_id text, p_environment text, p_application_id text)
RETURNS TABLE (answer jsonb, answered_at timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_question risk.lender_question;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_question FROM risk.lender_question q
  WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.application_id = p_application_id AND q.person_token IS NOT NULL
  FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  IF v_question.answer IS NULL THEN
    PERFORM risk.must_stand_for_lenders(p_tenant_id, p_environment, v_question.consent_id);
    v_question.answered_at := clock_timestamp();
    v_question.answer := risk.count_across_lenders(p_tenant_id, p_environment, v_question.person_token, v_question.phone_token,
                                                   (v_question.answered_at AT TIME ZONE 'UTC')::date);
    UPDATE risk.lender_question q SET answer = v_question.answer, answered_at = v_question.answered_at
    WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.application_id = p_application_id;
  END IF;
  RETURN QUERY SELECT v_question.answer, v_question.answered_at;
END
$$;

-- Leaves a trace under the tokens of the borrower's newest question, once. Those of before the longest window go, a few at each writing.
CREATE FUNCTION risk.leave_lender_trace(p_tenant_id text, p_environment text, p_borrower_id text, p_subject_id text, p_kind text, p_on_day date)
RETURNS TABLE (left_one boolean) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_question risk.lender_question;
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  SELECT * INTO v_question FROM risk.lender_question q
  WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.borrower_id = p_borrower_id AND q.person_token IS NOT NULL
  ORDER BY q.asked_at DESC LIMIT 1;
  IF NOT FOUND THEN RETURN QUERY SELECT false; RETURN; END IF;
  PERFORM risk.must_stand_for_lenders(p_tenant_id, p_environment, v_question.consent_id);
  INSERT INTO risk.lender_trace (tenant_id, environment, subject_id, kind, borrower_id, consent_id, person_token, phone_token, on_day)
  VALUES (p_tenant_id, p_environment, p_subject_id, p_kind, p_borrower_id, v_question.consent_id, v_question.person_token,
          v_question.phone_token, p_on_day)
  ON CONFLICT DO NOTHING;
  DELETE FROM risk.lender_trace old USING (
    SELECT t.subject_id, t.kind FROM risk.lender_trace t
    WHERE t.tenant_id = p_tenant_id AND t.environment = p_environment AND t.on_day < (clock_timestamp() AT TIME ZONE 'UTC')::date - 90
    ORDER BY t.on_day LIMIT 10) AS oldest
  WHERE old.tenant_id = p_tenant_id AND old.environment = p_environment AND old.subject_id = oldest.subject_id AND old.kind = oldest.kind;
  RETURN QUERY SELECT true;
END
$$;

-- A borrower does not agree any more, or is erased: the traces go, and so do the tokens and answers. That a question was asked stays, for
-- the count of the day.
CREATE FUNCTION risk.forget_lender_traces(p_tenant_id text, p_environment text, p_borrower_id text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  DELETE FROM risk.lender_trace WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
  UPDATE risk.lender_question SET person_token = NULL, phone_token = NULL, answer = NULL, answered_at = NULL
  WHERE tenant_id = p_tenant_id AND environment = p_environment AND borrower_id = p_borrower_id;
END
$$;

CREATE FUNCTION risk.forget_lender_traces_of_erased() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM risk.forget_lender_traces(NEW.tenant_id, NEW.environment, NEW.borrower_id);
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_lender_traces AFTER INSERT ON risk.erasure FOR EACH ROW EXECUTE FUNCTION risk.forget_lender_traces_of_erased();

-- For the borrower's own request: what was told to others of them, and what was learned. Tokens say nothing to anybody and are left out.
CREATE FUNCTION risk.export_lender_traces(p_tenant_id text, p_environment text, p_borrower_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
    'traces', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('kind', t.kind, 'subjectId', t.subject_id, 'onDay', t.on_day) ORDER BY t.on_day, t.subject_id), '[]')
      FROM risk.lender_trace t WHERE t.tenant_id = p_tenant_id AND t.environment = p_environment AND t.borrower_id = p_borrower_id),
    'answers', (
      SELECT coalesce(jsonb_agg(jsonb_build_object('applicationId', q.application_id, 'answeredAt', q.answered_at, 'answer', q.answer)
                                ORDER BY q.asked_at), '[]')
      FROM risk.lender_question q WHERE q.tenant_id = p_tenant_id AND q.environment = p_environment AND q.borrower_id = p_borrower_id
        AND q.answer IS NOT NULL));
END
$$;
