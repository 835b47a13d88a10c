export * from './gateway.js';
export * from './subgraph-binding.js';
export { composeSupergraph, publicSdl } from './supergraph.js';
export type { ExchangeTerms, RequestLimits, TenantTerms, UsedSince } from './limits/tenant-terms.js';
export type { FindOperation } from './operations/known-operations.js';
export { archiveSource, type ArchiveSource } from './exports-route.js';
export { Changes } from './subscriptions/changes.js';
