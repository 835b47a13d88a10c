-- What servicing moves on a loan that several parties fund is theirs too: penalties, provisions, losses, recoveries, mistakes undone. A
-- repayment's own entry is shared by its own trigger. Runs after the agreements exist; until then no loan is shared.
CREATE FUNCTION lending.share_movements() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM ledger.share_entry(moved.tenant_id, moved.environment, moved.loan_id, moved.entry_id, moved.codes, moved.sides, moved.amounts,
                             loan.currency, agreement.parties, agreement.parts, agreement.whole, agreement.remainder, agreement.lead)
  FROM (SELECT booked.tenant_id, booked.environment, booked.loan_id, booked.entry_id, booked.booked_on,
               array_agg(booked.code ORDER BY booked.code) AS codes,
               array_agg(CASE WHEN booked.amount_minor > 0 THEN 'debit' ELSE 'credit' END ORDER BY booked.code) AS sides,
               array_agg(abs(booked.amount_minor) ORDER BY booked.code) AS amounts
        FROM booked GROUP BY 1, 2, 3, 4, 5) AS moved
  JOIN lending.loan_funding AS funding ON funding.tenant_id = moved.tenant_id AND funding.environment = moved.environment
    AND funding.loan_id = moved.loan_id
  JOIN lending.funding_agreement AS agreement ON agreement.tenant_id = funding.tenant_id AND agreement.environment = funding.environment
    AND agreement.id = funding.agreement_id
  JOIN lending.loan ON loan.tenant_id = moved.tenant_id AND loan.environment = moved.environment AND loan.id = moved.loan_id
  WHERE NOT EXISTS (SELECT FROM lending.repayment AS own WHERE own.tenant_id = moved.tenant_id AND own.environment = moved.environment
                      AND own.loan_id = moved.loan_id AND own.entry_id = moved.entry_id)
  ORDER BY moved.loan_id, moved.booked_on;
  RETURN NULL;
END
$$;
CREATE TRIGGER share_movements AFTER INSERT ON lending.movement REFERENCING NEW TABLE AS booked
  FOR EACH STATEMENT EXECUTE FUNCTION lending.share_movements();
REVOKE ALL ON FUNCTION lending.share_movements FROM PUBLIC;
