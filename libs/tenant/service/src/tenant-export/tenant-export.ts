/**
 * An export that a bank takes of its own data.
 *
 * - `PREPARING`: asked for; a job writes the archive, from one snapshot (→ `READY`). One that is cut short is begun anew.
 * - `READY`: whoever asked for it fetches it, as often as they like, until `expiresAt` (→ `EXPIRED`).
 * - `EXPIRED`: its key and its file are gone.
 */
import type { Id, Instant } from '@fanxing/kernel';

export type TenantExportStatus = 'PREPARING' | 'READY' | 'EXPIRED';

export interface TenantExport {
  readonly id: Id<'tenantExport'>;
  readonly status: TenantExportStatus;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  readonly expiresAt: Instant | null;
  readonly rows: number | null;
  /** Of the archive in the clear. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** What opens an archive that is ready. */
export interface ReadyExport {
  readonly requestedBy: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly requestedAt: Instant;
  readonly dataKey: Buffer;
}
