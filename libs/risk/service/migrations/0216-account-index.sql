-- Who pays whom, without anybody's name: beside an event's sealed counterparty stands its blind index (docs/decisions/0170).

ALTER TABLE risk.event ADD COLUMN counterparty_index bytea;

-- The accounts that a bank's events call a borrower's own, in the same index: a counterparty that is one of them is that borrower.
CREATE TABLE risk.own_account (
  tenant_id     text COLLATE "C" NOT NULL,
  environment   text NOT NULL,
  account_index bytea NOT NULL,
  borrower_id   text COLLATE "C" NOT NULL,
  known_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, account_index, borrower_id)
);
CREATE INDEX own_account_of_borrower ON risk.own_account (tenant_id, environment, borrower_id);
SELECT foundation.isolate('risk.own_account');

CREATE FUNCTION risk.add_own_accounts(p_tenant_id text, p_environment text, p_indexes bytea[], p_borrower_ids text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  -- In the order of the key, so that two batches with the same accounts do not wait for each other crosswise.
  INSERT INTO risk.own_account (tenant_id, environment, account_index, borrower_id)
  SELECT DISTINCT p_tenant_id, p_environment, given.account_index, given.borrower_id
  FROM unnest(p_indexes, p_borrower_ids) AS given (account_index, borrower_id)
  ORDER BY 3, 4 ON CONFLICT DO NOTHING;
END
$$;

-- What an erasure takes with it, whoever writes it next.
CREATE FUNCTION risk.forget_own_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  DELETE FROM risk.own_account
  WHERE tenant_id = NEW.tenant_id AND environment = NEW.environment AND borrower_id = NEW.borrower_id;
  RETURN NEW;
END
$$;
CREATE TRIGGER forget_own_accounts AFTER INSERT ON risk.erasure FOR EACH ROW EXECUTE FUNCTION risk.forget_own_accounts();

-- Payments of borrowers as they were known at a moment, the latest first. For the function below, which runs as the owner: the service
-- reads no event by itself.
CREATE FUNCTION risk.known_payments(
  p_tenant_id text, p_environment text, p_borrower_ids text[], p_since timestamptz, p_as_of timestamptz, p_known_until timestamptz, p_limit integer
) RETURNS TABLE (borrower_id text, at timestamptz, amount_minor bigint, currency text, direction text, counterparty_index bytea)
LANGUAGE sql STABLE SET search_path = pg_catalog AS
$$
  SELECT event.borrower_id, event.at, event.amount_minor, event.currency, event.direction, event.counterparty_index
  FROM risk.event
  WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = ANY (p_borrower_ids)
    AND event.at >= p_since AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity')
    AND event.counterparty_index IS NOT NULL AND event.direction IS NOT NULL AND event.amount_minor > 0
    AND NOT EXISTS (
      SELECT FROM risk.event AS other
      WHERE other.tenant_id = p_tenant_id AND other.environment = p_environment AND other.borrower_id = event.borrower_id
        AND other.corrects = coalesce(event.corrects, event.id) AND other.received_at <= coalesce(p_known_until, 'infinity')
        AND (event.corrects IS NULL OR (other.received_at, other.id) > (event.received_at, event.id)))
  ORDER BY event.at DESC, event.id LIMIT p_limit
$$;

-- The payments of a borrower and of those of its counterparties who are borrowers too: who paid whom, how much, when, in the currency
-- that the borrower is mostly paid in. An account is `b:` and a borrower's id, or `x:` and a blind index; no name, no text is in it.
CREATE FUNCTION risk.payments_around(
  p_tenant_id text, p_environment text, p_purpose text, p_borrower_id text, p_since timestamptz, p_as_of timestamptz, p_known_until timestamptz,
  p_limit integer
) RETURNS TABLE (payer text, payee text, at timestamptz, amount_minor bigint, own_index bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM foundation.must_need(p_purpose, ARRAY['PAYMENTS']);
  RETURN QUERY
    WITH own AS MATERIALIZED (
      SELECT paid.* FROM risk.known_payments(p_tenant_id, p_environment, ARRAY[p_borrower_id], p_since, p_as_of, p_known_until, p_limit) AS paid
    ), others AS MATERIALIZED (
      SELECT DISTINCT account.borrower_id
      FROM own JOIN risk.own_account AS account
        ON account.tenant_id = p_tenant_id AND account.environment = p_environment AND account.account_index = own.counterparty_index
      WHERE account.borrower_id <> p_borrower_id AND account.known_at <= coalesce(p_known_until, 'infinity')
    ), further AS MATERIALIZED (
      SELECT paid.* FROM risk.known_payments(p_tenant_id, p_environment, ARRAY(SELECT others.borrower_id FROM others), p_since, p_as_of,
                                             p_known_until, p_limit) AS paid
    ), every AS (
      SELECT own.*, own.counterparty_index AS own_index FROM own UNION ALL SELECT further.*, NULL FROM further
    ), named AS (
      SELECT every.*, 'b:' || every.borrower_id AS self,
             -- An account that two borrowers share is the first one's.
             coalesce('b:' || (
               SELECT min(account.borrower_id) FROM risk.own_account AS account
               WHERE account.tenant_id = p_tenant_id AND account.environment = p_environment
                 AND account.account_index = every.counterparty_index AND account.known_at <= coalesce(p_known_until, 'infinity')),
               'x:' || encode(every.counterparty_index, 'hex')) AS other
      FROM every WHERE every.currency = (SELECT mode() WITHIN GROUP (ORDER BY own.currency) FROM own)
    )
    SELECT CASE named.direction WHEN 'in' THEN named.other ELSE named.self END,
           CASE named.direction WHEN 'in' THEN named.self ELSE named.other END, named.at, named.amount_minor, named.own_index
    FROM named;
END
$$;
