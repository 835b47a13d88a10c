-- Money that came in at the bank, known by the bank's own reference: booked on a loan once, or kept until somebody says where it belongs.
CREATE TABLE lending.incoming_payment (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  bank_reference text COLLATE "C" NOT NULL,
  -- The loan that the payer named, if it was one at all.
  loan_id        text COLLATE "C",
  amount_minor   bigint NOT NULL CHECK (amount_minor > 0),
  currency       text NOT NULL,
  status         text NOT NULL CHECK (status IN ('RECEIVED', 'MATCHED', 'UNMATCHED')),
  -- Why it could not be booked: a reason code.
  problem        text,
  repayment_id   text COLLATE "C",
  received_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id),
  UNIQUE (tenant_id, environment, bank_reference),
  CHECK ((status = 'MATCHED') = (repayment_id IS NOT NULL)),
  FOREIGN KEY (tenant_id, environment, repayment_id) REFERENCES lending.repayment (tenant_id, environment, id)
);
SELECT foundation.isolate('lending.incoming_payment');
GRANT SELECT, INSERT, UPDATE ON lending.incoming_payment TO fanxing_lending;
