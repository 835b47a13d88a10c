-- Collections by instruction (代扣): the right to take, what a product says about it, and each instruction to the bank.

-- A borrower's mandate (代扣授权): the right to take what is due from an account of theirs.
CREATE TABLE lending.mandate (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  id            text COLLATE "C" NOT NULL,
  borrower_id   text COLLATE "C" NOT NULL,
  status        text NOT NULL CHECK (status IN ('ACTIVE', 'REVOKED')),
  -- The bank's own name for it.
  reference     text NOT NULL,
  -- The account, sealed with the borrower's keys; NULL once the borrower is erased.
  account       text,
  valid_until   date,
  recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  revoked_at    timestamptz,
  reason        text,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((status = 'REVOKED') = (revoked_at IS NOT NULL)),
  FOREIGN KEY (tenant_id, environment, borrower_id) REFERENCES lending.borrower (tenant_id, environment, id)
);
CREATE UNIQUE INDEX mandate_active ON lending.mandate (tenant_id, environment, borrower_id) WHERE status = 'ACTIVE';
CREATE INDEX mandate_by_borrower ON lending.mandate (tenant_id, environment, borrower_id, id);

-- What a product says about collecting; the row without a product is for all others.
CREATE TABLE lending.collection_policy (
  tenant_id        text COLLATE "C" NOT NULL,
  environment      text NOT NULL,
  product_id       text COLLATE "C" NOT NULL,
  automatic        boolean NOT NULL,
  retry_after_days integer[] NOT NULL,
  -- The bucket in which a collection case is opened; NULL: none is.
  case_from_bucket text,
  set_at           timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, product_id)
);

CREATE TABLE lending.collection (
  tenant_id       text COLLATE "C" NOT NULL,
  environment     text NOT NULL,
  -- Also the bank's reference.
  id              text COLLATE "C" NOT NULL,
  loan_id         text COLLATE "C" NOT NULL,
  mandate_id      text COLLATE "C" NOT NULL,
  kind            text NOT NULL CHECK (kind IN ('REQUESTED', 'AUTOMATIC')),
  status          text NOT NULL
    CHECK (status IN ('PENDING', 'SENT', 'UNKNOWN', 'COLLECTED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'RETURNED')),
  amount_minor    bigint NOT NULL CHECK (amount_minor > 0),
  currency        text NOT NULL,
  -- The books' day on which it was decided on, and the last one on which it may be given for the first time.
  asked_on        date NOT NULL,
  expires_on      date NOT NULL,
  -- Which try of the same debt it is, and the one before.
  try_number      integer NOT NULL CHECK (try_number >= 1),
  previous_id     text COLLATE "C",
  -- The day of the next try, once this one has failed.
  retry_on        date,
  requested_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- Whether the bank may ever have had it, and how often it was about to be given.
  given           boolean NOT NULL DEFAULT false,
  claims          integer NOT NULL DEFAULT 0,
  -- Times the bank was called, to give or to ask; what the last call came to; when it is called again at the earliest.
  attempts        integer NOT NULL DEFAULT 0,
  last_outcome    text,
  next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- By the tenant's own clock: until when the bank takes nothing.
  held_until      timestamptz,
  -- Somebody wants it called off, for this reason.
  cancel_reason   text,
  -- When a person was told that its end is not known.
  told_at         timestamptz,
  settled_at      timestamptz,
  -- Why the bank refused or the money went back, in a word of the bank's.
  failure         text,
  payment_id      text COLLATE "C",
  -- What has to follow from its end is done: the repayment, or its reversal.
  is_finished     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id, environment, id),
  CHECK ((status = 'PENDING') = (NOT given) OR status IN ('CANCELLED', 'EXPIRED')),
  FOREIGN KEY (tenant_id, environment, loan_id) REFERENCES lending.loan (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, mandate_id) REFERENCES lending.mandate (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, previous_id) REFERENCES lending.collection (tenant_id, environment, id),
  FOREIGN KEY (tenant_id, environment, payment_id) REFERENCES lending.incoming_payment (tenant_id, environment, id)
);
-- One under way for a loan: what is due can not be taken by two instructions at once.
CREATE UNIQUE INDEX collection_under_way ON lending.collection (tenant_id, environment, loan_id)
  WHERE status IN ('PENDING', 'SENT', 'UNKNOWN');
-- A day's automatic one is made once, and a failed one is followed by one other.
CREATE UNIQUE INDEX collection_of_day ON lending.collection (tenant_id, environment, loan_id, asked_on) WHERE kind = 'AUTOMATIC';
CREATE UNIQUE INDEX collection_after ON lending.collection (tenant_id, environment, previous_id) WHERE previous_id IS NOT NULL;
CREATE INDEX collection_by_loan ON lending.collection (tenant_id, environment, loan_id, id);
CREATE INDEX collection_by_status ON lending.collection (tenant_id, environment, status, id);
CREATE INDEX collection_unfinished ON lending.collection (tenant_id, environment, next_attempt_at) WHERE NOT is_finished;
CREATE INDEX collection_to_retry ON lending.collection (tenant_id, environment, retry_on) WHERE retry_on IS NOT NULL;

SELECT foundation.isolate('lending.' || name) FROM unnest(ARRAY['mandate', 'collection_policy', 'collection']) AS name;
GRANT SELECT, INSERT, UPDATE ON lending.mandate, lending.collection_policy, lending.collection TO fanxing_lending;

-- Money that came in and was taken back is booked on nothing any more; where it was booked before, the repayment is reversed.
ALTER TABLE lending.incoming_payment DROP CONSTRAINT incoming_payment_status_check, DROP CONSTRAINT incoming_payment_check;
ALTER TABLE lending.incoming_payment
  ADD CHECK (status IN ('RECEIVED', 'MATCHED', 'UNMATCHED', 'RETURNED')),
  ADD CHECK (status <> 'MATCHED' OR repayment_id IS NOT NULL),
  ADD CHECK (status NOT IN ('RECEIVED', 'UNMATCHED') OR repayment_id IS NULL);

-- A statement's line under the bank's reference is found to be the repayment that it became.
CREATE INDEX incoming_payment_by_repayment ON lending.incoming_payment (tenant_id, environment, repayment_id) WHERE repayment_id IS NOT NULL;

-- With a borrower who is erased goes the account that money was taken from; the keys that sealed it are destroyed by whoever erases.
CREATE FUNCTION lending.forget_borrower() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE lending.mandate SET account = NULL, status = 'REVOKED', revoked_at = coalesce(revoked_at, clock_timestamp())
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER forget_borrower AFTER UPDATE OF erased_at ON lending.borrower
  FOR EACH ROW WHEN (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL) EXECUTE FUNCTION lending.forget_borrower();
REVOKE ALL ON FUNCTION lending.forget_borrower FROM PUBLIC;
