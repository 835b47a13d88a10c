-- What came from each of a bank's systems, counted as it comes, for an event's details are sealed afterwards. Only counts are kept, of
-- buckets that are wide enough to tell of no person; counts of any days add up (docs/decisions/0160).

CREATE TABLE risk.event_profile (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  source      text COLLATE "C" NOT NULL,
  -- The day on which it was received, in UTC.
  received_on date NOT NULL,
  -- Of the events; '' for rows that were none.
  kind        text COLLATE "C" NOT NULL,
  -- '' for the event as a whole.
  field       text COLLATE "C" NOT NULL,
  -- What is counted: events, duplicates, present, a bucket and the like.
  measure     text COLLATE "C" NOT NULL,
  -- Batches that come at the same time count in different rows, and wait for each other less.
  stripe      smallint NOT NULL,
  count       bigint NOT NULL CHECK (count > 0),
  PRIMARY KEY (tenant_id, environment, source, received_on, kind, field, measure, stripe)
) WITH (fillfactor = 80);

-- When the last event of a kind came from a source, and when that had happened.
CREATE TABLE risk.event_source (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  source      text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  stripe      smallint NOT NULL,
  latest_at   timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, source, kind, stripe)
) WITH (fillfactor = 80);

-- What a bank demands of a source; declared anew as a whole.
CREATE TABLE risk.quality_rule (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  source      text COLLATE "C" NOT NULL,
  rules       jsonb NOT NULL,
  declared_by text NOT NULL,
  declared_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, source)
);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY['event_profile', 'event_source', 'quality_rule']) AS name;
GRANT SELECT, INSERT, UPDATE ON risk.event_profile, risk.event_source, risk.quality_rule TO fanxing_risk;
