-- What stands around shops and what is planned there, as banks know it. A version never changes: what was known at a moment stays known.

CREATE TABLE risk.surrounding (
  tenant_id   text COLLATE "C" NOT NULL,
  environment text NOT NULL,
  -- The bank's own id of the works or the place.
  id          text COLLATE "C" NOT NULL,
  version     integer NOT NULL CHECK (version > 0),
  kind        text NOT NULL CHECK (kind IN ('work', 'place')),
  -- Degrees that it spans: it is looked for by where a shop stands.
  south       double precision NOT NULL,
  north       double precision NOT NULL,
  west        double precision NOT NULL,
  east        double precision NOT NULL,
  content     jsonb NOT NULL,
  cancelled   boolean NOT NULL,
  given_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, id, version),
  -- A box begins at most so far south of what it touches (`spanMax`).
  CHECK (north >= south AND north - south <= 0.2 AND east >= west)
);
CREATE INDEX surrounding_by_latitude ON risk.surrounding (tenant_id, environment, south);
SELECT foundation.isolate('risk.surrounding');
GRANT SELECT, INSERT ON risk.surrounding TO fanxing_risk;
