import type { ConsentPurpose, DataCategory, DeclaredNames } from '@fanxing/runtime/consent';
import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the tenant service. */
export const tenantContract = defineContract('tenant', {
  /**
   * Answers the consent in force for the purpose and the data that it covers. Fails with CONSENT_REQUIRED when there is
   * none.
   */
  checkConsent: operation<
    { borrowerId: string; purpose: ConsentPurpose },
    { consentId: string; categories: readonly DataCategory[] }
  >({ lookup: true }),
  /** The same for at most 500 borrowers at once, in no order: those who have none in force are left out. */
  consentsInForce: operation<
    { borrowerIds: readonly string[]; purpose: ConsentPurpose },
    { consents: readonly ConsentInForce[] }
  >({ lookup: true }),
  /** Data of these borrowers that may not be taken in any more: they were agreed to, and that was withdrawn. */
  closedData: operation<{ borrowerIds: readonly string[] }, { closed: readonly ClosedData[] }>({
    lookup: true,
  }),
  /** The tenant's own names for data. What is in it never changes; it only grows. */
  dataNames: operation<Record<string, never>, DeclaredNames>({ lookup: true }),
  /** How the tenant's core system is reached, whatever the tenant's status: money on its way must arrive or come back. */
  bankConnection: operation<Record<string, never>, { connection: Record<string, unknown> | null }>({
    lookup: true,
  }),
  /** The tenant's own settings. Fails with TENANT_NOT_ACTIVE unless the tenant may do business. */
  activeTenant: operation<Record<string, never>, ActiveTenant>({ lookup: true }),
  /** Counts what a gateway let through or refused since it last told, and answers what it must keep to from now on. */
  exchangeTerms: operation<RequestsCounted, RequestTerms>(),
  /** The operation that the tenant has registered under the SHA-256 of its text (64 hexadecimal digits). */
  registeredOperation: operation<{ sha256: string }, { text: string | null }>({ lookup: true }),
  /** Writes down that the caller begins to fetch an archive, at this byte. Fails with NOT_FOUND unless the caller asked for it. */
  beginArchive: operation<{ id: string; from: number }, ArchiveToFetch>(),
  /** One part of it, from 0 on. */
  archivePart: operation<{ id: string; part: number }, ArchivePart>({ lookup: true }),
});

/** An export that a person fetches. */
export interface ArchiveToFetch {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** How many bytes a part has; the last has the rest. */
  readonly partBytes: number;
  readonly requestedAt: string;
}

export interface ArchivePart {
  readonly base64: string;
}

/** What came through a gateway for one environment of a tenant. */
export interface RequestsCounted {
  /** What they cost together. */
  readonly points: number;
  readonly requests: number;
  /** Refused because of a limit; they are not among `requests`. */
  readonly refused: number;
}

export interface RequestTerms {
  readonly limits: RequestLimits;
  /** Used since midnight UTC, as far as the gateways have told. */
  readonly pointsToday: number;
  /** Whether programs may run registered operations only. */
  readonly isRegisteredOnly: boolean;
  /** The status of a tenant whose business has stopped, such as SUSPENDED; null while it may do business. */
  readonly stoppedAs: string | null;
}

/** What one environment of a tenant may ask of the API; the mutation setTenantLimits says what each number means. */
export interface RequestLimits {
  readonly pointsPerSecond: number;
  readonly pointsBurst: number;
  readonly pointsPerDay: number | null;
  readonly inFlight: number;
  readonly requestPointsMax: number;
  readonly requestBytesMax: number;
  readonly clientPointsPerSecond: number;
  readonly clientInFlight: number;
}

export interface ActiveTenant {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** Whose consent covers which data. */
export interface ConsentInForce {
  readonly borrowerId: string;
  readonly consentId: string;
  readonly categories: readonly DataCategory[];
}

export interface ClosedData {
  readonly borrowerId: string;
  readonly categories: readonly DataCategory[];
}

/** A borrower no longer agrees. Told when it is committed; whoever works with the consent stops. */
export interface ConsentWithdrawn {
  readonly consentId: string;
  readonly borrowerId: string;
  readonly purpose: ConsentPurpose;
  readonly withdrawnAt: string;
}

/** A borrower's own request was not answered in time. */
export interface SubjectRequestOverdue {
  readonly subjectRequestId: string;
  readonly kind: string;
  readonly dueAt: string;
}

/** The tenant's key has a new version: what stands under an older one is to be encrypted anew. */
export interface KeyRotated {
  readonly version: number;
}

export const tenantEventTypes = {
  keyRotated: 'tenant.KeyRotated',
  consentWithdrawn: 'tenant.ConsentWithdrawn',
  subjectRequestOverdue: 'tenant.SubjectRequestOverdue',
} as const;
