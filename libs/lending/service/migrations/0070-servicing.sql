-- Servicing: instalments, penalties, tiers and provisions of a loan, and what moves in the books for it.

ALTER TABLE lending.loan
  -- How it comes back in instalments; null for a loan by the day. As agreed last.
  ADD COLUMN plan               jsonb,
  -- Of a loan by the day, in 10⁻¹² of a minor unit; instalments have their own.
  ADD COLUMN penalty_units      numeric(40, 0) NOT NULL DEFAULT 0,
  ADD COLUMN penalty_minor      bigint NOT NULL DEFAULT 0,
  ADD COLUMN penalty_paid_minor bigint NOT NULL DEFAULT 0 CHECK (penalty_paid_minor <= penalty_minor),
  ADD COLUMN fee_minor          bigint NOT NULL DEFAULT 0,
  ADD COLUMN fee_paid_minor     bigint NOT NULL DEFAULT 0 CHECK (fee_paid_minor <= fee_minor),
  ADD COLUMN capitalised_minor  bigint NOT NULL DEFAULT 0,
  -- Paid beyond the debt: the borrower's.
  ADD COLUMN credit_minor       bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
  ADD COLUMN days_past_due      integer NOT NULL DEFAULT 0,
  ADD COLUMN bucket             text NOT NULL DEFAULT 'M0',
  ADD COLUMN tier               text NOT NULL DEFAULT 'NORMAL'
    CHECK (tier IN ('NORMAL', 'SPECIAL_MENTION', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS')),
  ADD COLUMN stage              smallint NOT NULL DEFAULT 1,
  ADD COLUMN non_accrual        boolean NOT NULL DEFAULT false,
  ADD COLUMN provision_minor    bigint NOT NULL DEFAULT 0 CHECK (provision_minor >= 0),
  ADD COLUMN restructured_on    date,
  ADD CHECK (interest_paid_minor + capitalised_minor <= accrued_minor);

CREATE TABLE lending.instalment (
  tenant_id            text COLLATE "C" NOT NULL,
  environment          text NOT NULL,
  loan_id              text COLLATE "C" NOT NULL,
  number               integer NOT NULL,
  interest_from        date NOT NULL,
  due_on               date NOT NULL,
  days                 integer NOT NULL,
  principal_minor      bigint NOT NULL CHECK (principal_minor >= 0),
  interest_minor       bigint NOT NULL CHECK (interest_minor >= 0),
  fee_minor            bigint NOT NULL CHECK (fee_minor >= 0),
  penalty_units        numeric(40, 0) NOT NULL,
  penalty_minor        bigint NOT NULL CHECK (penalty_minor >= 0),
  principal_paid_minor bigint NOT NULL CHECK (principal_paid_minor BETWEEN 0 AND principal_minor),
  interest_paid_minor  bigint NOT NULL CHECK (interest_paid_minor BETWEEN 0 AND interest_minor),
  fee_paid_minor       bigint NOT NULL CHECK (fee_paid_minor BETWEEN 0 AND fee_minor),
  penalty_paid_minor   bigint NOT NULL CHECK (penalty_paid_minor BETWEEN 0 AND penalty_minor),
  -- A plan that was made anew asks for fewer.
  dropped              boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, environment, loan_id, number),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
SELECT foundation.isolate('lending.instalment');

-- What an entry moves for one loan in one account, debits above zero: the sub-ledger. Drawdowns and plain daily interest have theirs in
-- `loan` and `accrual`.
CREATE TABLE lending.movement (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  loan_id      text COLLATE "C" NOT NULL,
  entry_id     text COLLATE "C" NOT NULL,
  code         text NOT NULL,
  amount_minor bigint NOT NULL CHECK (amount_minor <> 0),
  booked_on    date NOT NULL,
  PRIMARY KEY (tenant_id, environment, loan_id, entry_id, code),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
CREATE INDEX movement_by_entry ON lending.movement (tenant_id, environment, entry_id);
SELECT foundation.isolate('lending.movement');

-- What happened to a loan beside repayments: refunds, new terms, write-offs, reversals. In the order of the ids.
CREATE TABLE lending.loan_event (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  loan_id     text COLLATE "C" NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('REFUND', 'RESTRUCTURE', 'WRITE_OFF', 'REVERSAL')),
  booked_on   date NOT NULL,
  details     jsonb NOT NULL,
  entry_id    text COLLATE "C",
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id)
);
CREATE INDEX loan_event_by_loan ON lending.loan_event (tenant_id, environment, loan_id, id);
SELECT foundation.isolate('lending.loan_event');

-- The first parts of a repayment stand in it for ever, as its entry booked them; a reversal that divides it anew adds a row.
ALTER TABLE lending.repayment
  ADD COLUMN fee_minor     bigint NOT NULL DEFAULT 0 CHECK (fee_minor >= 0),
  ADD COLUMN penalty_minor bigint NOT NULL DEFAULT 0 CHECK (penalty_minor >= 0),
  ADD COLUMN credit_minor  bigint NOT NULL DEFAULT 0 CHECK (credit_minor >= 0),
  ADD COLUMN reversal_id   text COLLATE "C",
  DROP CONSTRAINT repayment_check,
  ADD CHECK (amount_minor = interest_minor + principal_minor + fee_minor + penalty_minor + credit_minor);

CREATE TABLE lending.reallocation (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  repayment_id    text COLLATE "C" NOT NULL,
  reversal_id     text COLLATE "C" NOT NULL,
  interest_minor  bigint NOT NULL CHECK (interest_minor >= 0),
  principal_minor bigint NOT NULL CHECK (principal_minor >= 0),
  fee_minor       bigint NOT NULL CHECK (fee_minor >= 0),
  penalty_minor   bigint NOT NULL CHECK (penalty_minor >= 0),
  credit_minor    bigint NOT NULL CHECK (credit_minor >= 0),
  PRIMARY KEY (tenant_id, environment, repayment_id, reversal_id),
  FOREIGN KEY (tenant_id, environment, repayment_id) REFERENCES lending.repayment (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, reversal_id) REFERENCES lending.loan_event (tenant_id, environment, id)
);
SELECT foundation.isolate('lending.reallocation');

-- Every change of a line by hand, with its reason.
CREATE TABLE lending.line_event (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  id          text COLLATE "C" NOT NULL,
  line_id     text COLLATE "C" NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('FREEZE', 'UNFREEZE', 'CLOSE', 'REVIEW')),
  reason      text NOT NULL,
  limit_minor bigint NOT NULL,
  booked_on   date NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, line_id) REFERENCES lending.credit_line (tenant_id, environment, id)
);
CREATE INDEX line_event_by_line ON lending.line_event (tenant_id, environment, line_id, id);
SELECT foundation.isolate('lending.line_event');

GRANT SELECT, INSERT ON lending.movement, lending.loan_event, lending.reallocation, lending.line_event TO fanxing_lending;
GRANT SELECT, INSERT, UPDATE ON lending.instalment TO fanxing_lending;

CREATE OR REPLACE VIEW lending.shown_loan WITH (security_invoker = true) AS
SELECT loan.tenant_id, loan.environment, loan.id, loan.credit_line_id AS "creditLineId", loan.borrower_id AS "borrowerId",
       borrower.reference AS "borrowerReference", loan.status, loan.principal_minor AS "principalMinor",
       loan.outstanding_minor AS "outstandingMinor", loan.accrued_units AS "accruedUnits", loan.accrued_minor AS "accruedMinor",
       loan.interest_paid_minor AS "interestPaidMinor", loan.accrual_from AS "accrualFrom", loan.daily_rate AS "dailyRate", loan.currency,
       loan.rounding, loan.drawn_on AS "drawnOn", loan.term_days AS "termDays", loan.due_on AS "dueOn", loan.version,
       loan.requested_at AS "requestedAt", loan.disbursed_at AS "disbursedAt", loan.failure, book.business_date AS "businessDate",
       borrower.data_key AS "borrowerKey", borrower.reference_sealed AS "borrowerReferenceSealed",
       coalesce(loan.plan, line.terms -> 'repayment') AS plan, line.terms -> 'servicing' AS servicing,
       loan.penalty_units AS "penaltyUnits", loan.penalty_minor AS "penaltyMinor", loan.penalty_paid_minor AS "penaltyPaidMinor",
       loan.fee_minor AS "feeMinor", loan.fee_paid_minor AS "feePaidMinor", loan.capitalised_minor AS "capitalisedMinor",
       loan.credit_minor AS "creditMinor", loan.days_past_due AS "daysPastDue", loan.bucket, loan.tier, loan.stage,
       loan.non_accrual AS "nonAccrual", loan.provision_minor AS "provisionMinor", loan.restructured_on AS "restructuredOn",
       CASE WHEN loan.plan IS NOT NULL THEN (
         SELECT jsonb_agg(jsonb_build_object(
           'number', i.number, 'from', i.interest_from, 'dueOn', i.due_on, 'days', i.days, 'principalMinor', i.principal_minor::text,
           'interestMinor', i.interest_minor::text, 'feeMinor', i.fee_minor::text, 'penaltyUnits', i.penalty_units::text,
           'penaltyMinor', i.penalty_minor::text, 'principalPaidMinor', i.principal_paid_minor::text,
           'interestPaidMinor', i.interest_paid_minor::text, 'feePaidMinor', i.fee_paid_minor::text,
           'penaltyPaidMinor', i.penalty_paid_minor::text) ORDER BY i.number)
         FROM lending.instalment i
         WHERE i.tenant_id = loan.tenant_id AND i.environment = loan.environment AND i.loan_id = loan.id AND NOT i.dropped) END AS instalments
FROM lending.loan
JOIN lending.borrower ON borrower.tenant_id = loan.tenant_id AND borrower.environment = loan.environment AND borrower.id = loan.borrower_id
JOIN lending.credit_line AS line ON line.tenant_id = loan.tenant_id AND line.environment = loan.environment AND line.id = loan.credit_line_id
JOIN lending.book ON book.tenant_id = loan.tenant_id AND book.environment = loan.environment;

-- The sub-ledger whole: whatever the journal holds for loans, loan by loan. Its sums are the ledger's.
CREATE VIEW lending.sub_ledger WITH (security_invoker = true) AS
SELECT loan.tenant_id, loan.environment, loan.id AS loan_id, loan.entry_id, side.code, side.sign * loan.principal_minor AS amount_minor, loan.drawn_on AS booked_on
FROM lending.loan CROSS JOIN (VALUES ('1301', 1), ('1001', -1)) AS side (code, sign)
WHERE loan.status NOT IN ('PENDING', 'DISBURSING', 'FAILED')
UNION ALL
SELECT accrual.tenant_id, accrual.environment, accrual.loan_id, accrual.entry_id, side.code, side.sign * accrual.amount_minor, accrual.accrued_on
FROM lending.accrual CROSS JOIN (VALUES ('1311', 1), ('6011', -1)) AS side (code, sign)
UNION ALL
SELECT old.tenant_id, old.environment, old.loan_id, old.entry_id, side.code,
       CASE side.code WHEN '1001' THEN old.amount_minor WHEN '1301' THEN -old.principal_minor ELSE -old.interest_minor END, old.booked_on
FROM lending.repayment AS old CROSS JOIN (VALUES ('1001'), ('1301'), ('1311')) AS side (code)
WHERE NOT EXISTS (SELECT FROM lending.movement m WHERE m.tenant_id = old.tenant_id AND m.environment = old.environment
                    AND m.loan_id = old.loan_id AND m.entry_id = old.entry_id)
UNION ALL
SELECT tenant_id, environment, loan_id, entry_id, code, amount_minor, booked_on FROM lending.movement;
GRANT SELECT ON lending.sub_ledger TO fanxing_lending;
