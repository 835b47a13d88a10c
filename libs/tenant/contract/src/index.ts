export {
  tenantContract,
  tenantEventTypes,
  type ActiveTenant,
  type ArchivePart,
  type ArchiveToFetch,
  type ClosedData,
  type ConsentInForce,
  type ConsentWithdrawn,
  type KeyRotated,
  type RequestLimits,
  type RequestsCounted,
  type RequestTerms,
  type SubjectRequestOverdue,
} from './tenant-contract.js';
export { KnownDataNames } from './known-data-names.js';
