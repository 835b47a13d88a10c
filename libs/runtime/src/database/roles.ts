/** The role that owns every schema and table and never serves a request. */
export const ownerRole = 'fanxing_owner';

/** The role that may read the audit log, the books and what they are compared with, and nothing of persons; nobody signs in as it, an administrator puts it on. */
export const auditorRole = 'fanxing_auditor';

/** The role that may copy and erase all that a tenant has, by the functions of the schema `keeper`, and has no right on a table. */
export const keeperRole = 'fanxing_keeper';
