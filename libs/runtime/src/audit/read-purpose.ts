import type { Role, TenantContext } from '../identity/index.js';

/** Why somebody reads personal data, as the record of the read says it. */
export type ReadPurpose =
  | 'LENDING'
  | 'SERVICING'
  | 'RISK_CONTROL'
  | 'ACCOUNTING'
  | 'PRODUCT_MANAGEMENT'
  | 'TESTING'
  | 'SUPERVISION'
  | 'AUDIT';

/**
 * What a role reads personal data for, in one table: a role is given for a job, and the job is the purpose. Of several roles
 * the one that stands first here counts.
 */
const purposes: readonly (readonly [Role, ReadPurpose])[] = [
  ['lender', 'LENDING'],
  ['risk-officer', 'RISK_CONTROL'],
  ['finance', 'ACCOUNTING'],
  ['support', 'SERVICING'],
  ['auditor', 'AUDIT'],
  ['product-manager', 'PRODUCT_MANAGEMENT'],
  ['approver', 'SUPERVISION'],
  ['owner', 'SUPERVISION'],
  ['developer', 'TESTING'],
];

export function readPurposeOf({ roles }: TenantContext): ReadPurpose {
  return purposes.find(([role]) => roles.includes(role))?.[1] ?? 'SUPERVISION';
}
