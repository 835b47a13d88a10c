-- Purpose limitation (目的限制) where data are read: the same table as `purposes` in the runtime's room `consent`, for the
-- functions that give a borrower's data out. A purpose that is not in it needs nothing, and so gets nothing.

CREATE FUNCTION foundation.purpose_categories(p_purpose text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT CASE p_purpose
    WHEN 'CREDIT_DECISION' THEN ARRAY['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'MARKETING' THEN ARRAY['CONTACT', 'PROFILE', 'ORDERS']
    WHEN 'CROSS_TENANT_SIGNALS' THEN ARRAY['REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'TEXT_ANALYSIS' THEN ARRAY['TEXT', 'SOCIAL']
    WHEN 'LOCATION_ANALYSIS' THEN ARRAY['LOCATION']
    WHEN 'MONITORING' THEN ARRAY['ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU']
    WHEN 'COLLECTION' THEN ARRAY['IDENTITY', 'CONTACT', 'REPAYMENT']
    WHEN 'DECISION_RECORD' THEN ARRAY['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'SUBJECT_REQUEST' THEN ARRAY['IDENTITY', 'CONTACT', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU',
                                      'DEVICE', 'LOCATION', 'TEXT', 'SOCIAL']
  END
$$;

-- Ends the transaction with CONSENT_REQUIRED unless the purpose needs all of these categories.
CREATE FUNCTION foundation.must_need(p_purpose text, p_categories text[]) RETURNS void LANGUAGE plpgsql AS
$$
BEGIN
  IF p_categories IS NULL OR NOT p_categories <@ coalesce(foundation.purpose_categories(p_purpose), '{}') THEN
    RAISE EXCEPTION USING ERRCODE = 'FX001', MESSAGE = 'CONSENT_REQUIRED',
      DETAIL = jsonb_build_object('purpose', p_purpose, 'categories', to_jsonb(p_categories))::text, HINT = '';
  END IF;
END
$$;
