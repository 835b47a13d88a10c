-- The model of words that a product's decisions may read, in versions. None is changed: an older decision names figures of an older one.

CREATE TABLE risk.words_model (
  tenant_id    text COLLATE "C" NOT NULL,
  environment  text NOT NULL,
  product_code text COLLATE "C" NOT NULL,
  version      integer NOT NULL CHECK (version > 0),
  content      jsonb NOT NULL,
  published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (tenant_id, environment, product_code, version)
);
SELECT foundation.isolate('risk.words_model');
GRANT SELECT, INSERT ON risk.words_model TO fanxing_risk;
