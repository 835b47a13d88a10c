-- Why rows were not taken is of use while somebody mends the file; after ninety days it goes.

ALTER TABLE risk.event_upload ADD COLUMN rejections_gone boolean NOT NULL DEFAULT false;
CREATE INDEX event_upload_with_rejections ON risk.event_upload (tenant_id, environment, begun_at) WHERE rejected > 0 AND NOT rejections_gone;
GRANT DELETE ON risk.event_rejection TO fanxing_risk;
