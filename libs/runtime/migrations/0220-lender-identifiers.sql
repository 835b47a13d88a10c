-- Lenders who speak of the same borrower need what names that borrower: the number of an identity document, the telephone. They are
-- read to be blinded, and stay where they are. A consent that was given before names its categories and goes on without these.

CREATE OR REPLACE FUNCTION foundation.purpose_categories(p_purpose text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$
  SELECT CASE p_purpose
    WHEN 'CREDIT_DECISION' THEN ARRAY['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'MARKETING' THEN ARRAY['CONTACT', 'PROFILE', 'ORDERS']
    WHEN 'CROSS_TENANT_SIGNALS' THEN ARRAY['IDENTITY', 'CONTACT', 'REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'TEXT_ANALYSIS' THEN ARRAY['TEXT', 'SOCIAL']
    WHEN 'LOCATION_ANALYSIS' THEN ARRAY['LOCATION']
    WHEN 'MONITORING' THEN ARRAY['ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU']
    WHEN 'COLLECTION' THEN ARRAY['IDENTITY', 'CONTACT', 'REPAYMENT']
    WHEN 'DECISION_RECORD' THEN ARRAY['IDENTITY', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU', 'DEVICE']
    WHEN 'SUBJECT_REQUEST' THEN ARRAY['IDENTITY', 'CONTACT', 'PROFILE', 'ACCOUNTS', 'PAYMENTS', 'ORDERS', 'REPAYMENT', 'BUREAU',
                                      'DEVICE', 'LOCATION', 'TEXT', 'SOCIAL']
  END
$$;
