-- Money that went back in silence, money that was noted and not booked, a bank's holidays as they are published, and what a person may ask of
-- collections: to see and to erase.

-- Days without payments are also those of this calendar, as published when it is looked at.
ALTER TABLE lending.payment_hours ADD COLUMN calendar text;

-- Collected, and to be asked about once more: the payer's bank may have taken the money back.
ALTER TABLE lending.collection ADD COLUMN is_asked_again boolean NOT NULL DEFAULT false;

-- Noted by a process that did not live to book it.
CREATE INDEX incoming_payment_received ON lending.incoming_payment (tenant_id, environment, received_at) WHERE status = 'RECEIVED';

-- With a borrower who is erased go the account that money was taken from, words that were written, what banks said, and the keys of
-- requests, which the bank chose, perhaps with a name in them.
CREATE OR REPLACE FUNCTION lending.forget_borrower() RETURNS trigger LANGUAGE plpgsql AS
$$
BEGIN
  UPDATE lending.mandate SET account = NULL, status = 'REVOKED', revoked_at = coalesce(revoked_at, clock_timestamp())
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id;
  UPDATE lending.case_entry SET text = NULL
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id AND text IS NOT NULL;
  UPDATE lending.collection AS c SET failure = NULL
  FROM lending.mandate WHERE mandate.tenant_id = NEW.tenant_id AND mandate.environment = NEW.environment AND mandate.borrower_id = NEW.id
    AND c.tenant_id = mandate.tenant_id AND c.environment = mandate.environment AND c.mandate_id = mandate.id AND c.failure IS NOT NULL;
  DELETE FROM lending.idempotency_key AS known
  USING (SELECT id FROM lending.mandate
         WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id
         UNION ALL SELECT c.id FROM lending.collection AS c JOIN lending.mandate ON mandate.tenant_id = c.tenant_id
           AND mandate.environment = c.environment AND mandate.id = c.mandate_id
         WHERE c.tenant_id = NEW.tenant_id AND c.environment = NEW.environment AND mandate.borrower_id = NEW.id
         UNION ALL SELECT id FROM lending.collection_case
         WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.id) AS own
  WHERE known.tenant_id = NEW.tenant_id AND known.environment = NEW.environment AND known.answer = to_jsonb(own.id)
    AND known.operation IN ('recordMandate', 'revokeMandate', 'collectRepayment', 'cancelCollection', 'recordReturnedDebit',
                            'assignCollectionCase', 'addCaseNote', 'recordContactAttempt', 'recordPromiseToPay', 'closeCollectionCase');
  RETURN NULL;
END
$$;

-- What is kept of collecting from a borrower, for the borrower's own request. Sealed texts stay sealed.
CREATE FUNCTION lending.export_collecting(p_tenant_id text, p_environment text, p_borrower_id text) RETURNS TABLE (document jsonb)
LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
    'mandates', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', m.id, 'status', m.status, 'reference', m.reference, 'account', m.account, 'validUntil', m.valid_until,
        'recordedAt', m.recorded_at, 'revokedAt', m.revoked_at) ORDER BY m.id), '[]')
      FROM lending.mandate AS m WHERE m.tenant_id = p_tenant_id AND m.environment = p_environment AND m.borrower_id = p_borrower_id),
    'collections', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', c.id, 'loanId', c.loan_id, 'status', c.status, 'amountMinor', c.amount_minor::text, 'currency', c.currency, 'askedOn', c.asked_on,
        'failure', c.failure) ORDER BY c.id), '[]')
      FROM lending.collection AS c JOIN lending.mandate AS m ON m.tenant_id = c.tenant_id AND m.environment = c.environment AND m.id = c.mandate_id
      WHERE c.tenant_id = p_tenant_id AND c.environment = p_environment AND m.borrower_id = p_borrower_id),
    'collectionCases', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', k.id, 'loanId', k.loan_id, 'status', k.status, 'openedOn', k.opened_on, 'closedOn', k.closed_on, 'endedAs', k.ended_as,
        'entries', (
          SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', e.id, 'kind', e.kind, 'channel', e.channel, 'outcome', e.outcome, 'text', e.text, 'writtenAt', e.written_at) ORDER BY e.id), '[]')
          FROM lending.case_entry AS e WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.case_id = k.id),
        'promises', (
          SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', p.id, 'amountMinor', p.amount_minor::text, 'currency', p.currency, 'dueOn', p.due_on, 'status', p.status) ORDER BY p.id), '[]')
          FROM lending.promise_to_pay AS p WHERE p.tenant_id = p_tenant_id AND p.environment = p_environment AND p.case_id = k.id)) ORDER BY k.id), '[]')
      FROM lending.collection_case AS k
      WHERE k.tenant_id = p_tenant_id AND k.environment = p_environment AND k.borrower_id = p_borrower_id));
END
$$;
GRANT EXECUTE ON FUNCTION lending.export_collecting(text, text, text) TO fanxing_lending;

-- What keeps a tenant from leaving: loans that are not paid back, and money whose way is not at its end, out or in.
CREATE OR REPLACE FUNCTION lending.open_business(p_tenant_id text, p_environment text)
RETURNS TABLE (loans_open integer, on_their_way integer) LANGUAGE plpgsql AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT
    (SELECT count(*)::integer FROM lending.loan
     WHERE tenant_id = p_tenant_id AND environment = p_environment AND status IN ('ACTIVE', 'OVERDUE')),
    (SELECT count(*)::integer FROM lending.loan
     WHERE tenant_id = p_tenant_id AND environment = p_environment AND status IN ('PENDING', 'DISBURSING'))
    + (SELECT count(*)::integer FROM lending.collection
       WHERE tenant_id = p_tenant_id AND environment = p_environment AND NOT is_finished AND NOT is_asked_again);
END
$$;
