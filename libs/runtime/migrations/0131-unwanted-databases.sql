-- UNWANTED: the tenant has left; services let go of its database, and the platform drops it.
ALTER TABLE foundation.tenant_database DROP CONSTRAINT tenant_database_state_check;
ALTER TABLE foundation.tenant_database ADD CONSTRAINT tenant_database_state_check CHECK (state IN ('WANTED', 'READY', 'UNWANTED'));
