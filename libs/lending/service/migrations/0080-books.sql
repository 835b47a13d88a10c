-- What people do to the books: proposals that a second person decides, bank statements beside the journal, and agreements by
-- which several parties fund a loan (联合贷).

-- PROPOSED → APPROVED (and carried out, in the same commit) or REJECTED. Whoever proposed can not approve.
CREATE TABLE lending.ledger_proposal (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('POST_ENTRY', 'REVERSE_ENTRY', 'REOPEN_PERIOD', 'FUNDING_AGREEMENT')),
  content     jsonb NOT NULL,
  reason      text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  status      text NOT NULL CHECK (status IN ('PROPOSED', 'APPROVED', 'REJECTED')),
  proposed_by text NOT NULL,
  decided_by  text CHECK (status <> 'APPROVED' OR (decided_by IS NOT NULL AND decided_by <> proposed_by)),
  -- What was made of it: an entry, a change of periods, an agreement.
  result_id   text COLLATE "C",
  proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_at  timestamptz,
  PRIMARY KEY (tenant_id, environment, id)
);

CREATE TABLE lending.bank_statement (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  reference      text NOT NULL,
  account        text,
  booked_from    date NOT NULL,
  booked_through date NOT NULL,
  is_signed      boolean NOT NULL,
  is_balanced    boolean,
  imported_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, reference)
);
CREATE TABLE lending.bank_statement_line (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  statement_id text COLLATE "C" NOT NULL,
  line         integer NOT NULL,
  reference    text COLLATE "C" NOT NULL,
  booked_on    date NOT NULL,
  amount_minor bigint NOT NULL,
  currency     text NOT NULL,
  PRIMARY KEY (tenant_id, environment, statement_id, line),
  FOREIGN KEY (tenant_id, environment, statement_id) REFERENCES lending.bank_statement (tenant_id, environment, id)
);
CREATE INDEX bank_statement_line_by_reference ON lending.bank_statement_line (tenant_id, environment, reference);

-- What was found out about an item of a statement. `proposal_id`: the correcting entry that a second person decides on.
CREATE TABLE lending.reconciliation_resolution (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  statement_id text COLLATE "C" NOT NULL,
  item_key     text COLLATE "C" NOT NULL,
  number       integer NOT NULL,
  reason       text NOT NULL,
  resolved_by  text NOT NULL,
  proposal_id  text COLLATE "C",
  resolved_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, statement_id, item_key, number),
  FOREIGN KEY (tenant_id, environment, statement_id) REFERENCES lending.bank_statement (tenant_id, environment, id)
);

-- Who funds the loans of a product, or of one line, drawn on `valid_from` or later. A new version leaves loans that are drawn as they are.
CREATE TABLE lending.funding_agreement (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  product_id     text COLLATE "C",
  credit_line_id text COLLATE "C",
  version        integer NOT NULL,
  parties        text[] NOT NULL,
  parts          bigint[] NOT NULL,
  whole          bigint NOT NULL,
  remainder      text NOT NULL CHECK (remainder IN ('LEAD', 'LARGEST_REMAINDER')),
  lead           integer NOT NULL,
  valid_from     date NOT NULL,
  agreed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, environment, product_id, credit_line_id, version),
  CHECK (num_nonnulls(product_id, credit_line_id) = 1),
  CHECK (array_length(parties, 1) = array_length(parts, 1) AND lead BETWEEN 1 AND array_length(parties, 1))
);
-- Which agreement a loan stands under, for all of its life.
CREATE TABLE lending.loan_funding (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  loan_id      text COLLATE "C" NOT NULL,
  agreement_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant_id, environment, loan_id),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, agreement_id) REFERENCES lending.funding_agreement (tenant_id, environment, id)
);

SELECT foundation.isolate('lending.' || name) FROM unnest(ARRAY[
  'ledger_proposal', 'bank_statement', 'bank_statement_line', 'reconciliation_resolution', 'funding_agreement', 'loan_funding']) AS name;
GRANT SELECT, INSERT ON lending.ledger_proposal, lending.bank_statement, lending.bank_statement_line, lending.reconciliation_resolution,
  lending.funding_agreement, lending.loan_funding TO fanxing_lending;
GRANT UPDATE (status, decided_by, decided_at, result_id) ON lending.ledger_proposal TO fanxing_lending;
GRANT UPDATE (booked_from, booked_through, is_signed, is_balanced) ON lending.bank_statement TO fanxing_lending;

-- Whoever examines a bank's books compares them with these; what is about persons stays closed.
GRANT USAGE ON SCHEMA lending TO fanxing_auditor;
GRANT SELECT ON lending.loan, lending.repayment, lending.accrual, lending.credit_line, lending.loan_funding, lending.funding_agreement,
  lending.bank_statement, lending.bank_statement_line TO fanxing_auditor;
