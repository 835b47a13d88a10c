-- Collection cases (催收): people's work on loans that are overdue, what they wrote down, and what borrowers promised.

CREATE TABLE lending.collection_case (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  id            text COLLATE "C" NOT NULL,
  loan_id       text COLLATE "C" NOT NULL,
  borrower_id   text COLLATE "C" NOT NULL,
  status        text NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
  opened_on     date NOT NULL,
  opened_bucket text NOT NULL,
  -- Who of the bank's staff works on it, as audit records name them.
  assigned_to   text,
  closed_on     date,
  ended_as      text CHECK (ended_as IN ('CURED', 'REPAID', 'GIVEN_UP')),
  reason        text,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((status = 'CLOSED') = (closed_on IS NOT NULL) AND (status = 'CLOSED') = (ended_as IS NOT NULL)),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, borrower_id) REFERENCES lending.borrower (tenant_id, environment, id)
);
CREATE UNIQUE INDEX collection_case_open ON lending.collection_case (tenant_id, environment, loan_id) WHERE status = 'OPEN';
CREATE INDEX collection_case_by_loan ON lending.collection_case (tenant_id, environment, loan_id, id);
CREATE INDEX collection_case_by_status ON lending.collection_case (tenant_id, environment, status, id);
CREATE INDEX collection_case_by_borrower ON lending.collection_case (tenant_id, environment, borrower_id);

-- What somebody wrote down, in the order of the ids. The text is sealed with the borrower's keys.
CREATE TABLE lending.case_entry (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  case_id     text COLLATE "C" NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('NOTE', 'CONTACT')),
  channel     text CHECK (channel IN ('PHONE', 'MESSAGE', 'LETTER', 'VISIT')),
  outcome     text CHECK (outcome IN ('REACHED', 'NOT_REACHED', 'WRONG_PERSON', 'REFUSED')),
  text        text,
  written_by  text NOT NULL,
  written_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((kind = 'CONTACT') = (channel IS NOT NULL) AND (kind = 'CONTACT') = (outcome IS NOT NULL)),
  FOREIGN KEY (tenant_id, environment, case_id) REFERENCES lending.collection_case (tenant_id, environment, id)
);
CREATE INDEX case_entry_by_case ON lending.case_entry (tenant_id, environment, case_id, id);
CREATE INDEX case_entry_by_borrower ON lending.case_entry (tenant_id, environment, borrower_id);

CREATE TABLE lending.promise_to_pay (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  case_id        text COLLATE "C" NOT NULL,
  loan_id        text COLLATE "C" NOT NULL,
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  currency       text NOT NULL,
  due_on         date NOT NULL,
  status         text NOT NULL CHECK (status IN ('OPEN', 'KEPT', 'BROKEN', 'WITHDRAWN')),
  made_on        date NOT NULL,
  made_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  written_by     text NOT NULL,
  decided_on     date,
  -- What had come in for it when it was decided.
  received_minor bigint CHECK (received_minor >= 0),
  PRIMARY KEY (tenant_id, environment, id),
  CHECK (due_on >= made_on),
  CHECK ((status = 'OPEN') = (decided_on IS NULL)),
  FOREIGN KEY (tenant_id, environment, case_id) REFERENCES lending.collection_case (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
CREATE UNIQUE INDEX promise_open ON lending.promise_to_pay (tenant_id, environment, loan_id) WHERE status = 'OPEN';
CREATE INDEX promise_by_case ON lending.promise_to_pay (tenant_id, environment, case_id, id);

SELECT foundation.isolate('lending.' || name) FROM unnest(ARRAY['collection_case', 'case_entry', 'promise_to_pay']) AS name;
GRANT SELECT, INSERT, UPDATE ON lending.collection_case, lending.promise_to_pay, lending.case_entry TO fanxing_lending;

-- With a borrower who is erased go the words that were written about them, too.
CREATE OR REPLACE FUNCTION lending.forget_borrower() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE lending.mandate SET account = NULL, status = 'REVOKED', revoked_at = coalesce(revoked_at, clock_timestamp())
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id;
  UPDATE lending.case_entry SET text = NULL
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id AND text IS NOT NULL;
  RETURN NULL;
END
$$;
