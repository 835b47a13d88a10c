-- The one place where a loan's entries meet its funding agreement. What writes a loan's sub-ledger need not know that anybody shares
-- it: its rows set this off, and a loan without an agreement costs one look at most. Whatever else books on a loan (a fee, a loss,
-- a recovery, a reversal) calls lending.share_entry with the entry when that is posted.

-- Derives the shares of a posted entry of one loan; nothing happens where nobody shares it.
CREATE FUNCTION lending.share_entry(p_tenant_id text, p_environment text, p_loan_id text, p_entry_id text) RETURNS void LANGUAGE plpgsql AS
$$
DECLARE
  v_agreement lending.funding_agreement;
  v_currency text;
  v_codes text[];
  v_sides text[];
  v_amounts bigint[];
BEGIN
  SELECT agreement.* INTO v_agreement FROM lending.loan_funding AS funding JOIN lending.funding_agreement AS agreement
    ON agreement.tenant_id = funding.tenant_id AND agreement.environment = funding.environment AND agreement.id = funding.agreement_id
  WHERE funding.tenant_id = p_tenant_id AND funding.environment = p_environment AND funding.loan_id = p_loan_id;
  IF NOT FOUND THEN RETURN; END IF;
  FOR v_currency, v_codes, v_sides, v_amounts IN
    SELECT posting.currency, array_agg(account.code ORDER BY line), array_agg(side ORDER BY line), array_agg(amount_minor ORDER BY line)
    FROM ledger.posting JOIN ledger.account ON account.tenant_id = posting.tenant_id AND account.environment = posting.environment
      AND account.id = posting.account_id
    WHERE posting.tenant_id = p_tenant_id AND posting.environment = p_environment AND posting.entry_id = p_entry_id
    GROUP BY posting.currency ORDER BY posting.currency
  LOOP
    PERFORM ledger.share_entry(p_tenant_id, p_environment, p_loan_id, p_entry_id, v_codes, v_sides, v_amounts, v_currency,
                               v_agreement.parties, v_agreement.parts, v_agreement.whole, v_agreement.remainder, v_agreement.lead);
  END LOOP;
END
$$;

-- The money of a drawdown has moved: the loan takes the agreement of its line, else of its product, that was in force when it was drawn.
CREATE FUNCTION lending.share_disbursement() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  INSERT INTO lending.loan_funding (tenant_id, environment, loan_id, agreement_id)
  SELECT NEW.tenant_id, NEW.environment, NEW.id, agreement.id FROM lending.funding_agreement AS agreement
  WHERE agreement.tenant_id = NEW.tenant_id AND agreement.environment = NEW.environment AND agreement.valid_from <= NEW.drawn_on
    AND (agreement.credit_line_id = NEW.credit_line_id OR agreement.product_id = (
      SELECT line.product_id FROM lending.credit_line AS line
      WHERE line.tenant_id = NEW.tenant_id AND line.environment = NEW.environment AND line.id = NEW.credit_line_id))
  ORDER BY (agreement.credit_line_id IS NOT NULL) DESC, agreement.valid_from DESC, agreement.version DESC LIMIT 1;
  IF FOUND THEN PERFORM lending.share_entry(NEW.tenant_id, NEW.environment, NEW.id, NEW.entry_id); END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER share_disbursement AFTER UPDATE ON lending.loan FOR EACH ROW
  WHEN (OLD.status = 'DISBURSING' AND NEW.status = 'ACTIVE') EXECUTE FUNCTION lending.share_disbursement();

-- At the commit, when the repayment's entry is in the journal.
CREATE FUNCTION lending.share_repayment() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM lending.share_entry(NEW.tenant_id, NEW.environment, NEW.loan_id, NEW.entry_id);
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER share_repayment AFTER INSERT ON lending.repayment DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION lending.share_repayment();

-- An entry of interest is of many loans together; each shared loan's part of it is shared under its own agreement. Once for all rows
-- of a statement: a day's end books hundreds of them.
CREATE FUNCTION lending.share_accruals() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM ledger.share_entry(booked.tenant_id, booked.environment, booked.loan_id, booked.entry_id, ARRAY['1311', '6011'],
                             ARRAY['debit', 'credit'], ARRAY[booked.amount_minor, booked.amount_minor], loan.currency,
                             agreement.parties, agreement.parts, agreement.whole, agreement.remainder, agreement.lead)
  FROM booked
  JOIN lending.loan_funding AS funding ON funding.tenant_id = booked.tenant_id AND funding.environment = booked.environment
    AND funding.loan_id = booked.loan_id
  JOIN lending.funding_agreement AS agreement ON agreement.tenant_id = funding.tenant_id AND agreement.environment = funding.environment
    AND agreement.id = funding.agreement_id
  JOIN lending.loan ON loan.tenant_id = booked.tenant_id AND loan.environment = booked.environment AND loan.id = booked.loan_id
  -- Day after day: each stands on the balance that the one before has left.
  ORDER BY booked.loan_id, booked.accrued_on;
  RETURN NULL;
END
$$;
CREATE TRIGGER share_accruals AFTER INSERT ON lending.accrual REFERENCING NEW TABLE AS booked
  FOR EACH STATEMENT EXECUTE FUNCTION lending.share_accruals();

REVOKE ALL ON FUNCTION lending.share_entry, lending.share_disbursement, lending.share_repayment, lending.share_accruals FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lending.share_entry TO fanxing_lending;
