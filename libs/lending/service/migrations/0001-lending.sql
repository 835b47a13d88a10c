-- A loan's life. Amounts are whole minor units; a rate is an exact decimal; every key starts with the tenant.

CREATE TABLE lending.borrower (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  reference   text NOT NULL,
  attributes  jsonb NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (tenant_id, environment, reference)
);

CREATE TABLE lending.application (
  tenant_id          text COLLATE "C" NOT NULL,
  environment        text NOT NULL,
  id                 text COLLATE "C" NOT NULL,
  borrower_id        text COLLATE "C" NOT NULL,
  product_id         text COLLATE "C" NOT NULL,
  product_version_id text COLLATE "C",
  status             text NOT NULL CHECK (status IN ('RECEIVED', 'DECIDING', 'APPROVED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
  as_of              timestamptz NOT NULL,
  consent_id         text COLLATE "C",
  decision_id        text COLLATE "C",
  outcome            text CHECK (outcome IN ('APPROVE', 'DECLINE')),
  reasons            jsonb NOT NULL DEFAULT '[]',
  received_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  decided_at         timestamptz
);
CREATE INDEX application_by_borrower ON lending.application (tenant_id, environment, borrower_id, id);

CREATE TABLE lending.offer (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  application_id text COLLATE "C" NOT NULL,
  status         text NOT NULL CHECK (status IN ('OPEN', 'ACCEPTED', 'DECLINED', 'EXPIRED')),
  limit_minor    bigint NOT NULL CHECK (limit_minor > 0),
  daily_rate     numeric(18, 12) NOT NULL CHECK (daily_rate >= 0),
  currency       text NOT NULL,
  terms          jsonb NOT NULL,
  expires_at     timestamptz NOT NULL,
  signature      jsonb,
  accepted_at    timestamptz,
  UNIQUE (tenant_id, environment, application_id)
);

CREATE TABLE lending.credit_line (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  borrower_id text COLLATE "C" NOT NULL,
  product_id  text COLLATE "C" NOT NULL,
  offer_id    text COLLATE "C" NOT NULL,
  status      text NOT NULL CHECK (status IN ('ACTIVE', 'FROZEN', 'EXPIRED', 'CLOSED')),
  limit_minor bigint NOT NULL CHECK (limit_minor > 0),
  used_minor  bigint NOT NULL DEFAULT 0,
  daily_rate  numeric(18, 12) NOT NULL,
  currency    text NOT NULL,
  terms       jsonb NOT NULL,
  opened_on   date NOT NULL,
  expires_on  date NOT NULL,
  UNIQUE (tenant_id, environment, offer_id),
  CHECK (used_minor >= 0)
);
-- One living line for a borrower and a product: a second application can not double the limit.
CREATE UNIQUE INDEX credit_line_living ON lending.credit_line (tenant_id, environment, borrower_id, product_id)
  WHERE status IN ('ACTIVE', 'FROZEN');

CREATE TABLE lending.loan (
  tenant_id          text COLLATE "C" NOT NULL,
  environment        text NOT NULL,
  id                 text COLLATE "C" NOT NULL,
  credit_line_id     text COLLATE "C" NOT NULL,
  borrower_id        text COLLATE "C" NOT NULL,
  entry_id           text COLLATE "C" NOT NULL,
  status             text NOT NULL CHECK (status IN ('PENDING', 'DISBURSING', 'ACTIVE', 'OVERDUE', 'CLOSED', 'WRITTEN_OFF', 'FAILED')),
  principal_minor    bigint NOT NULL CHECK (principal_minor > 0),
  outstanding_minor  bigint NOT NULL CHECK (outstanding_minor >= 0),
  -- Interest since the drawdown, exact, in 10⁻¹² of a minor unit; what of it is booked; what of that is paid.
  accrued_units       numeric(40, 0) NOT NULL DEFAULT 0,
  accrued_minor       bigint NOT NULL DEFAULT 0,
  interest_paid_minor bigint NOT NULL DEFAULT 0 CHECK (interest_paid_minor <= accrued_minor),
  -- The first day that has not accrued yet.
  accrual_from       date NOT NULL,
  daily_rate         numeric(18, 12) NOT NULL,
  currency           text NOT NULL,
  rounding           text NOT NULL,
  drawn_on           date NOT NULL,
  term_days          integer NOT NULL,
  due_on             date NOT NULL,
  -- Grows with every change, so that a change computed on an older state is refused.
  version            integer NOT NULL DEFAULT 1,
  requested_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  disbursed_at       timestamptz,
  failure            text
);
CREATE INDEX loan_by_line ON lending.loan (tenant_id, environment, credit_line_id, id);
CREATE INDEX loan_by_status ON lending.loan (tenant_id, environment, status, id);
CREATE INDEX loan_to_accrue ON lending.loan (tenant_id, environment, accrual_from, id) WHERE status IN ('ACTIVE', 'OVERDUE');

-- Primary keys come after the other indexes, and references after them: while a table has no statistics the planner finds
-- several indexes equally cheap and takes the youngest, which must be the one that finds one row.
ALTER TABLE lending.borrower ADD PRIMARY KEY (tenant_id, environment, id);
ALTER TABLE lending.application ADD PRIMARY KEY (tenant_id, environment, id);
ALTER TABLE lending.offer ADD PRIMARY KEY (tenant_id, environment, id);
ALTER TABLE lending.credit_line ADD PRIMARY KEY (tenant_id, environment, id);
ALTER TABLE lending.loan ADD PRIMARY KEY (tenant_id, environment, id);
ALTER TABLE lending.application ADD FOREIGN KEY (tenant_id, environment, borrower_id) REFERENCES lending.borrower (tenant_id, environment, id);
ALTER TABLE lending.offer ADD FOREIGN KEY (tenant_id, environment, application_id) REFERENCES lending.application (tenant_id, environment, id);
ALTER TABLE lending.credit_line ADD FOREIGN KEY (tenant_id, environment, borrower_id) REFERENCES lending.borrower (tenant_id, environment, id);
ALTER TABLE lending.credit_line ADD FOREIGN KEY (tenant_id, environment, offer_id) REFERENCES lending.offer (tenant_id, environment, id);
ALTER TABLE lending.loan ADD FOREIGN KEY (tenant_id, environment, credit_line_id) REFERENCES lending.credit_line (tenant_id, environment, id);
ALTER TABLE lending.loan ADD FOREIGN KEY (tenant_id, environment, borrower_id) REFERENCES lending.borrower (tenant_id, environment, id);

CREATE TABLE lending.repayment (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  id              text COLLATE "C" NOT NULL,
  loan_id         text COLLATE "C" NOT NULL,
  entry_id        text COLLATE "C" NOT NULL,
  amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
  interest_minor  bigint NOT NULL CHECK (interest_minor >= 0),
  principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
  currency        text NOT NULL,
  booked_on       date NOT NULL,
  received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  CHECK (amount_minor = interest_minor + principal_minor),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
CREATE INDEX repayment_by_loan ON lending.repayment (tenant_id, environment, loan_id, id);

-- Interest booked for one loan and one day; the sum over an entry's rows is what that entry posts.
CREATE TABLE lending.accrual (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  loan_id      text COLLATE "C" NOT NULL,
  accrued_on   date NOT NULL,
  entry_id     text COLLATE "C" NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  PRIMARY KEY (tenant_id, environment, loan_id, accrued_on),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);

-- The business date that the tenant's books stand at.
CREATE TABLE lending.book (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  business_date date NOT NULL,
  -- Where the sandbox's test clock is to stand; the books are on their way there while it is later than their date.
  clock_target  date,
  PRIMARY KEY (tenant_id, environment)
);

-- Says that the tenant's unfinished work is looked after: the queue holds a job for it that renews itself.
CREATE TABLE lending.sweep (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  PRIMARY KEY (tenant_id, environment)
);

SELECT foundation.isolate('lending.' || name) FROM unnest(ARRAY[
  'borrower', 'application', 'offer', 'credit_line', 'loan', 'repayment', 'accrual', 'book', 'sweep']) AS name;
SELECT foundation.install_command_tables('lending');
