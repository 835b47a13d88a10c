-- A tenant leaves from where it is: its own database is no longer wanted then.
GRANT UPDATE (state) ON foundation.tenant_database TO fanxing_tenant;
