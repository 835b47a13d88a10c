-- What each party to a shared loan (联合贷) has of every entry. The whole entry stays the only one in the journal; its shares
-- are derived from it when it is posted and add up to it line by line. `subject_id` is what is shared: a loan.

CREATE TABLE ledger.share_posting (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  entry_id     text COLLATE "C" NOT NULL,
  subject_id   text COLLATE "C" NOT NULL,
  party        text NOT NULL,
  account_code text NOT NULL,
  side         text NOT NULL CHECK (side IN ('debit', 'credit')),
  amount_minor bigint NOT NULL CHECK (amount_minor > 0),
  currency     text NOT NULL,
  PRIMARY KEY (tenant_id, environment, entry_id, subject_id, party, account_code),
  -- Checked at the commit: lending writes a day's interest of each loan before the entry of all of it.
  FOREIGN KEY (tenant_id, environment, entry_id) REFERENCES ledger.journal_entry (tenant_id, environment, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX share_posting_by_subject ON ledger.share_posting (tenant_id, environment, subject_id, account_code);
CREATE INDEX share_posting_by_party ON ledger.share_posting (tenant_id, environment, party, entry_id);
SELECT foundation.isolate('ledger.share_posting');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.share_posting
  FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();

-- An amount in shares of so many parts of `p_whole`; the cents that do not divide go where the rule says. The same as
-- `splitAmount` in ledger/domain, which a test compares it with.
CREATE FUNCTION ledger.split(p_total numeric, p_parts bigint[], p_whole bigint, p_rule text, p_lead integer)
RETURNS numeric[] LANGUAGE plpgsql IMMUTABLE AS
$$
DECLARE
  v_size numeric := abs(p_total);
  v_shares numeric[] := '{}';
  v_left numeric := abs(p_total);
  v_place integer;
BEGIN
  FOR v_place IN 1..array_length(p_parts, 1) LOOP
    v_shares[v_place] := div(v_size * p_parts[v_place], p_whole);
    v_left := v_left - v_shares[v_place];
  END LOOP;
  IF p_rule = 'LEAD' THEN
    v_shares[p_lead] := v_shares[p_lead] + v_left;
  ELSE
    FOR v_place IN
      SELECT place FROM generate_subscripts(p_parts, 1) AS place
      ORDER BY mod(v_size * p_parts[place], p_whole) DESC, (place = p_lead) DESC, place LIMIT v_left
    LOOP
      v_shares[v_place] := v_shares[v_place] + 1;
    END LOOP;
  END IF;
  SELECT array_agg(sign(p_total) * share ORDER BY place) INTO v_shares FROM unnest(v_shares) WITH ORDINALITY AS split (share, place);
  RETURN v_shares;
END
$$;

-- Derives the shares of one entry for one subject. What is shared is each account's balance, not each movement, so that a party's
-- balance never drifts from its share: what a party gets of an entry is its share of the balance after less what it had. One account
-- takes what makes each party's own entry balance: the funding account, else the last that is no claim.
CREATE FUNCTION ledger.share_entry(
  p_tenant_id text, p_environment text, p_subject_id text, p_entry_id text, p_codes text[], p_sides text[], p_amounts_minor bigint[],
  p_currency text, p_parties text[], p_parts bigint[], p_whole bigint, p_rule text, p_lead integer
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
DECLARE
  v_closing text;
  v_rest numeric[] := array_fill(0::numeric, ARRAY[array_length(p_parties, 1)]);
  v_account record;
  v_had numeric[];
  v_has numeric[];
BEGIN
  -- Two entries of one subject take turns: each stands on the balance that the other has left.
  PERFORM pg_advisory_xact_lock(hashtextextended('shares ' || p_tenant_id || ' ' || p_environment || ' ' || p_subject_id, 0));
  SELECT code INTO v_closing FROM unnest(p_codes) WITH ORDINALITY AS line (code, place)
  ORDER BY (code = '1001') DESC, (code NOT LIKE '1%') DESC, place DESC LIMIT 1;
  FOR v_account IN
    SELECT code, sum(CASE side WHEN 'debit' THEN amount ELSE -amount END) AS change
    FROM unnest(p_codes, p_sides, p_amounts_minor) AS line (code, side, amount)
    WHERE code <> v_closing GROUP BY code ORDER BY code
  LOOP
    SELECT array_agg(coalesce(had.minor, 0) ORDER BY place) INTO v_had
    FROM unnest(p_parties) WITH ORDINALITY AS given (party, place)
    LEFT JOIN (
      SELECT party, sum(CASE side WHEN 'debit' THEN amount_minor ELSE -amount_minor END) AS minor FROM ledger.share_posting
      WHERE tenant_id = p_tenant_id AND environment = p_environment AND subject_id = p_subject_id
        AND account_code = v_account.code AND currency = p_currency GROUP BY party) AS had USING (party);
    v_has := ledger.split((SELECT sum(minor) FROM unnest(v_had) AS minor) + v_account.change, p_parts, p_whole, p_rule, p_lead);
    FOR v_place IN 1..array_length(p_parties, 1) LOOP
      v_rest[v_place] := v_rest[v_place] - (v_has[v_place] - v_had[v_place]);
      PERFORM ledger.write_share(p_tenant_id, p_environment, p_entry_id, p_subject_id, p_parties[v_place], v_account.code,
                                 v_has[v_place] - v_had[v_place], p_currency);
    END LOOP;
  END LOOP;
  FOR v_place IN 1..array_length(p_parties, 1) LOOP
    PERFORM ledger.write_share(p_tenant_id, p_environment, p_entry_id, p_subject_id, p_parties[v_place], v_closing, v_rest[v_place], p_currency);
  END LOOP;
END
$$;

CREATE FUNCTION ledger.write_share(
  p_tenant_id text, p_environment text, p_entry_id text, p_subject_id text, p_party text, p_code text, p_change numeric, p_currency text
) RETURNS void LANGUAGE sql AS
$$
  INSERT INTO ledger.share_posting (tenant_id, environment, entry_id, subject_id, party, account_code, side, amount_minor, currency)
  SELECT p_tenant_id, p_environment, p_entry_id, p_subject_id, p_party, p_code, CASE WHEN p_change > 0 THEN 'debit' ELSE 'credit' END,
         abs(p_change), p_currency WHERE p_change <> 0
$$;

REVOKE ALL ON FUNCTION ledger.split, ledger.share_entry, ledger.write_share FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.split, ledger.share_entry TO fanxing_lending;
GRANT SELECT ON ledger.share_posting TO fanxing_lending, fanxing_auditor;
