-- How a product's limits grow with the customers that operators have, in versions; and when payments became known, which is when
-- they count.

CREATE TABLE risk.growth_rule (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  product_code text COLLATE "C" NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  content      jsonb NOT NULL,
  set_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, product_code, version)
);
SELECT foundation.isolate('risk.growth_rule');
GRANT SELECT, INSERT ON risk.growth_rule TO fanxing_risk;

-- When each of a borrower's payments was received; it tells ids and moments only, and runs as the owner, for the service reads no event.
CREATE FUNCTION risk.payments_received(
  p_tenant_id text, p_environment text, p_purpose text, p_borrower_id text, p_as_of timestamptz, p_known_until timestamptz
) RETURNS TABLE (id text, received_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM foundation.must_need(p_purpose, ARRAY['PAYMENTS']);
  RETURN QUERY
    SELECT event.id, event.received_at FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = p_borrower_id
      AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity') AND event.category = 'PAYMENTS';
END
$$;
