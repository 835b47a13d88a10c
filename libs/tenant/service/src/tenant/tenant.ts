/**
 * A tenant, and the states of its life, the same in both of its environments.
 *
 * - `IN_REVIEW`: entered by one operator. Left by the word of another (→ `ACTIVE`, `REJECTED`).
 * - `REJECTED`: never began. An end.
 * - `ACTIVE`: does business. Left by suspension (→ `SUSPENDED`) and by its leaving (→ `OFFBOARDING`).
 * - `SUSPENDED`: every service refuses to work for it; its data stay. Left by resumption (→ `ACTIVE`) or its leaving.
 * - `OFFBOARDING`: as suspended; its export is there for it to take. Left when its leaving is called off (→ `SUSPENDED`) or the
 *   grace period is over (→ `CLOSING`).
 * - `CLOSING`: the gateways let nothing of it in. It ends with its last row.
 */
import type { CurrencyCode, Id, Instant } from '@fanxing/kernel';

export type TenantStatus = 'IN_REVIEW' | 'REJECTED' | 'ACTIVE' | 'SUSPENDED' | 'OFFBOARDING' | 'CLOSING';

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
  /** The operator who rejected it, and why. */
  readonly rejectedBy: string | null;
  readonly rejection: string | null;
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
