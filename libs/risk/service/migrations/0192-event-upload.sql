-- Files of events on their way in. How far a file has come is committed together with what was taken from it, so that it is taken up after
-- whatever ended it, and nothing is taken twice. Nothing of a file is kept but its good rows, and of the others why they are none.

CREATE TABLE risk.event_upload (
  tenant_id      text COLLATE "C" NOT NULL,
  environment    text NOT NULL,
  id             text COLLATE "C" NOT NULL,
  source         text NOT NULL,
  format         text NOT NULL CHECK (format IN ('NDJSON', 'CSV')),
  status         text NOT NULL CHECK (status IN ('OPEN', 'DONE')),
  -- The columns of a CSV, once they were read.
  columns        text[],
  received_bytes bigint NOT NULL DEFAULT 0,
  rows           bigint NOT NULL DEFAULT 0,
  accepted       bigint NOT NULL DEFAULT 0,
  duplicates     bigint NOT NULL DEFAULT 0,
  rejected       bigint NOT NULL DEFAULT 0,
  contradictions bigint NOT NULL DEFAULT 0,
  requested_by   text NOT NULL,
  begun_at       timestamptz NOT NULL,
  ended_at       timestamptz,
  PRIMARY KEY (tenant_id, environment, id)
);

CREATE TABLE risk.event_rejection (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  upload_id   text COLLATE "C" NOT NULL,
  -- Of the file, from 1; the header of a CSV is one.
  row_number  bigint NOT NULL,
  reason      text NOT NULL,
  -- Names of fields and bounds; no value of the row.
  details     jsonb NOT NULL,
  path        text,
  PRIMARY KEY (tenant_id, environment, upload_id, row_number),
  FOREIGN KEY (tenant_id, environment, upload_id) REFERENCES risk.event_upload (tenant_id, environment, id)
);

SELECT foundation.isolate('risk.' || name) FROM unnest(ARRAY['event_upload', 'event_rejection']) AS name;
GRANT SELECT, INSERT, UPDATE ON risk.event_upload TO fanxing_risk;
GRANT SELECT, INSERT ON risk.event_rejection TO fanxing_risk;
