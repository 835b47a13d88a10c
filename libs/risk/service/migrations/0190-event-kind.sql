-- The kinds of events that a bank defines for itself, in versions. A version never changes: what was taken in under it is read by it.

CREATE TABLE risk.event_kind (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  meaning     text NOT NULL,
  meaning_zh  text NOT NULL,
  schema      jsonb NOT NULL,
  defined_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, environment, kind, version)
);
SELECT foundation.isolate('risk.event_kind');
GRANT SELECT, INSERT ON risk.event_kind TO fanxing_risk;
