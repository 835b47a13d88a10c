/**
 * A tenant, and the three states of its life, the same in both of its environments.
 *
 * - `IN_REVIEW`: entered by one operator. Left by the approval of another (→ `ACTIVE`).
 * - `ACTIVE`: does business. Left by suspension (→ `SUSPENDED`).
 * - `SUSPENDED`: every service refuses to work for it; its data stay.
 */
import type { CurrencyCode, Id, Instant } from '@fanxing/kernel';

export type TenantStatus = 'IN_REVIEW' | 'ACTIVE' | 'SUSPENDED';

export interface Tenant {
  readonly id: Id<'tenant'>;
  readonly name: string;
  readonly slug: string;
  readonly currency: CurrencyCode;
  readonly timeZone: string;
  readonly status: TenantStatus;
  /** The operator who entered it, and can not approve it. */
  readonly createdBy: string;
  readonly approvedBy: string | null;
  readonly createdAt: Instant;
}

/** What a tenant's own work needs to know of it. */
export interface OwnTenant {
  readonly name: string;
  readonly slug: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly status: TenantStatus;
  readonly bankConnection: Record<string, unknown> | null;
}
