/**
 * A tenant's move between the shared tables and a database of its own.
 *
 * - `PREPARING`: the platform makes the database (→ `COPYING`).
 * - `COPYING`: the tenant is read only; everything is copied and compared (→ `SWITCHING`). What goes wrong here is undone, the
 *   tenant works on where it was, and the copy is begun anew.
 * - `SWITCHING`: the old database sends the tenant's transactions to the new one (→ `CLEARING`).
 * - `CLEARING`: the rows that were left behind are erased (→ `DONE`).
 */
import type { Id, Instant } from '@fanxing/kernel';

export type Isolation = 'SHARED' | 'OWN_DATABASE';
export type MoveStatus = 'PREPARING' | 'COPYING' | 'SWITCHING' | 'CLEARING' | 'DONE';

export interface Move {
  readonly id: Id<'tenantMove'>;
  readonly tenantId: Id<'tenant'>;
  /** Where it goes. */
  readonly isolation: Isolation;
  readonly status: MoveStatus;
  readonly requestedBy: string;
  readonly requestedAt: Instant;
  /** Rows that were copied and found the same. */
  readonly rows: number | null;
  /** How long writes waited; null when the move was cut short in that time. */
  readonly pauseMs: number | null;
}

/** The operator's directory: it stays in the shared database, and a copy of its rows is where the tenant is. */
export const directoryTables: readonly string[] = ['tenant.tenant', 'tenant.tenant_limits'];
