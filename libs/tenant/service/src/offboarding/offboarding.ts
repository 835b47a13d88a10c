/**
 * How a tenant leaves: its data handed out, then erased, with proof. The record is the operator's and stays.
 *
 * - `REQUESTED`: by one operator, who gave the tenant's slug. The tenant works on. Left by the word of another (→ `EXPORTING`)
 *   or called off (→ `CANCELLED`, from here and until `CLOSING`).
 * - `EXPORTING`: its business has stopped; a first full export is being made (→ `EXPORTED`).
 * - `EXPORTED`: the bank takes its export; nothing is erased before `eraseAfter` (→ `CLOSING`).
 * - `CLOSING`: the gateways let nothing in; sign-ins and organisation go; the last export is made, which is exactly what is
 *   then erased (→ `ERASING`). From here there is no way back.
 * - `ERASING`: row by row, schema by schema (→ `ERASED`).
 * - `ERASED`: a signed certificate says what was there, that nothing is left, and which export holds it.
 * - `CANCELLED`: the tenant is suspended, and may be resumed.
 */
import type { Id, Instant } from '@fanxing/kernel';
import type { Environment } from '@fanxing/runtime/identity';
import type { LastSeal, TableCount } from '@fanxing/runtime/tenant-data';

export type OffboardingStatus =
  'REQUESTED' | 'EXPORTING' | 'EXPORTED' | 'CLOSING' | 'ERASING' | 'ERASED' | 'CANCELLED';

export interface Offboarding {
  readonly id: Id<'offboarding'>;
  readonly tenantId: Id<'tenant'>;
  readonly slug: string;
  readonly status: OffboardingStatus;
  /** Whether it may go although loans are open, which the bank then looks after elsewhere. */
  readonly forced: boolean;
  readonly reason: string;
  readonly graceDays: number;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly confirmedBy: string | null;
  readonly eraseAfter: Instant | null;
  readonly export: readonly ExportOfWorld[] | null;
  readonly certificate: SignedCertificate | null;
}

export interface ExportOfWorld {
  readonly environment: Environment;
  readonly folder: string;
  readonly rows: number;
  /** Of `manifest.json`, which holds the digests of all tables. */
  readonly sha256: string;
  /** Rows of each table as they were erased, empty ones left out; known from the last export on. */
  readonly before?: readonly TableCount[];
  readonly lastSeal?: LastSeal;
}

/** What the platform signs: the same for whoever reads it, whenever. */
export interface Certificate {
  readonly format: 'fanxing-erasure-certificate/1';
  readonly offboardingId: string;
  readonly tenantId: string;
  readonly slug: string;
  readonly requestedBy: string;
  readonly confirmedBy: string;
  readonly erasedAt: Instant;
  readonly environments: readonly {
    readonly environment: string;
    /** Of the manifest of the export that was made when nothing could change any more. */
    readonly exportSha256: string;
    readonly lastSeal: { readonly sequence: string | null; readonly hash: string | null };
    readonly rowsBefore: readonly TableCount[];
    /** Over every table of the catalogue. */
    readonly rowsAfter: number;
    readonly tablesCounted: number;
  }[];
}

export interface SignedCertificate {
  readonly certificate: Certificate;
  readonly keyId: string;
  /** Ed25519 over the canonical form (RFC 8785) of the certificate, by the key that signs the audit log's anchors; base64. */
  readonly signature: string;
}
