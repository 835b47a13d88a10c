-- An event that takes the place of another. Nothing is changed: whoever reads as it was known at a moment reads what was not corrected
-- by then. Of several corrections of one event the one received last counts (docs/decisions/0141).

ALTER TABLE risk.event ADD COLUMN corrects text;
-- Corrections are few: other events cost nothing by it.
CREATE INDEX event_correction ON risk.event (tenant_id, environment, borrower_id, corrects, received_at) WHERE corrects IS NOT NULL;

CREATE OR REPLACE FUNCTION risk.events_for(
  p_tenant_id text, p_environment text, p_purpose text, p_categories text[], p_borrower_id text, p_as_of timestamptz, p_known_until timestamptz
) RETURNS TABLE (id text, kind text, at timestamptz, amount_minor bigint, currency text, direction text, counterparty text, channel text,
                 fields jsonb, data_key bytea, detail_sealed bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  PERFORM foundation.must_need(p_purpose, p_categories);
  RETURN QUERY
    SELECT event.id, event.kind, event.at, event.amount_minor, event.currency, event.direction, event.counterparty, event.channel, event.fields,
           event.data_key, event.detail_sealed
    FROM risk.event
    WHERE event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.borrower_id = p_borrower_id
      AND event.at < p_as_of AND event.received_at <= coalesce(p_known_until, 'infinity') AND event.category = ANY (p_categories)
      -- A correction takes an event's place whatever moment or category it gives it.
      AND NOT EXISTS (
        SELECT FROM risk.event AS other
        WHERE other.tenant_id = p_tenant_id AND other.environment = p_environment AND other.borrower_id = p_borrower_id
          AND other.corrects = coalesce(event.corrects, event.id) AND other.received_at <= coalesce(p_known_until, 'infinity')
          AND (event.corrects IS NULL OR (other.received_at, other.id) > (event.received_at, event.id)))
    ORDER BY event.at, event.id;
END
$$;

-- What corrections are about: for each id that one names, the event that it began with, whose that is, and what corrected it before, in
-- the order of coming. An event that has not come yet is nobody's. It tells ids only, and runs as the owner, for the service reads no event.
CREATE FUNCTION risk.corrected_events(p_tenant_id text, p_environment text, p_ids text[], p_borrower_ids text[])
RETURNS TABLE (id text, root_id text, borrower_id text, corrections text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog SET plan_cache_mode = force_generic_plan AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY
    SELECT named.id, coalesce(event.corrects, named.id), event.borrower_id, coalesce((
      SELECT array_agg(other.id ORDER BY other.received_at, other.id) FROM risk.event AS other
      WHERE other.tenant_id = p_tenant_id AND other.environment = p_environment AND other.borrower_id = named.borrower_id
        AND other.corrects = coalesce(event.corrects, named.id)), '{}')
    FROM unnest(p_ids, p_borrower_ids) AS named (id, borrower_id)
    LEFT JOIN risk.event ON event.tenant_id = p_tenant_id AND event.environment = p_environment AND event.id = named.id;
END
$$;

CREATE OR REPLACE FUNCTION risk.export_borrower(p_tenant_id text, p_environment text, p_borrower_id text)
RETURNS TABLE (document jsonb) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS
$$
BEGIN
  PERFORM foundation.enter(p_tenant_id, p_environment);
  RETURN QUERY SELECT jsonb_build_object(
    'events', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', e.id, 'kind', e.kind, 'category', e.category, 'at', e.at, 'amountMinor', e.amount_minor::text, 'currency', e.currency,
        'direction', e.direction, 'counterparty', e.counterparty, 'channel', e.channel, 'fields', e.fields, 'corrects', e.corrects,
        'dataKey', encode(e.data_key, 'base64'), 'detailSealed', encode(e.detail_sealed, 'base64')) ORDER BY e.at, e.id), '[]')
      FROM risk.event e WHERE e.tenant_id = p_tenant_id AND e.environment = p_environment AND e.borrower_id = p_borrower_id),
    'decisions', (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'applicationId', d.application_id, 'decidedAt', d.decided_at, 'attributes', d.attributes, 'values', d.values_used,
        'factsSealed', d.facts_sealed,
        'answer', d.answer, 'categories', d.categories, 'consentId', d.consent_id) ORDER BY d.id), '[]')
      FROM risk.decision d WHERE d.tenant_id = p_tenant_id AND d.environment = p_environment AND d.borrower_id = p_borrower_id));
END
$$;
