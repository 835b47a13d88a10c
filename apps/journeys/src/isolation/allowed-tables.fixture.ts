/**
 * The only tables that may stand without a tenant: a library reads and writes them by itself, knows no tenants, and
 * they hold ids and counters, no data of anybody's.
 */
export const allowedTables: readonly RegExp[] = [
  // TypeORM's memory of which of our migrations have run, one a schema; services have no right on it.
  /^[a-z]+\.migration$/,
  // graphile-worker's queue of one service: jobs hold a tenant's id, an environment and an id of what is to be done.
  /^job_[a-z]+\.(_private_jobs|_private_job_queues|_private_known_crontabs|_private_tasks|migrations)$/,
];

/** What a job may hold: enough to find the rows under the tenant's policy, and nothing else. */
export const jobKeys: readonly string[] = ['environment', 'id', 'tenantId'];
