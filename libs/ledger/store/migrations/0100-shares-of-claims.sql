-- As before, but where claims alone change (interest that becomes principal) the cents that two of them round apart go over the
-- parties' funding accounts. They were left on the last claim, so that a party could keep a cent of a loan that was repaid.
CREATE OR REPLACE FUNCTION ledger.share_entry(
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
  WHERE code = '1001' OR code NOT LIKE '1%' ORDER BY (code = '1001') DESC, place DESC LIMIT 1;
  v_closing := coalesce(v_closing, '1001');
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
