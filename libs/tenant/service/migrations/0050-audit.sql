-- The tenant service seals the audit log, anchors it, shows it, and lets go of what its time is over for.
GRANT SELECT ON ALL TABLES IN SCHEMA audit TO fanxing_tenant;
GRANT DELETE ON audit.unsealed TO fanxing_tenant;
GRANT INSERT, UPDATE ON audit.chain, audit.retention TO fanxing_tenant;
GRANT INSERT ON audit.seal, audit.anchor TO fanxing_tenant;
GRANT EXECUTE ON FUNCTION audit.claim_chain(text, text), audit.waiting_chains(), audit.take_unsealed(text, text, integer),
  audit.note_sealed(text, text, bigint), audit.note_anchored(text, text, bigint, timestamptz),
  audit.known_chains(), audit.unsealed_ids(text, text), audit.expire(text, text, timestamptz) TO fanxing_tenant;
