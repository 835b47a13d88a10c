import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What a borrower can consent to; the purpose says why data may be used. */
export const consentPurposes = ['CREDIT_DECISION'] as const;
export type ConsentPurpose = (typeof consentPurposes)[number];

/** What other services may ask the tenant service. */
export const tenantContract = defineContract('tenant', {
  /** Answers the consent in force for the purpose. Fails with CONSENT_REQUIRED when there is none. */
  checkConsent: operation<{ borrowerId: string; purpose: ConsentPurpose }, { consentId: string }>({
    lookup: true,
  }),
  /** How the tenant's core system is reached, whatever the tenant's status: money on its way must arrive or come back. */
  bankConnection: operation<Record<string, never>, { connection: Record<string, unknown> | null }>({
    lookup: true,
  }),
  /** The tenant's own settings. Fails with TENANT_NOT_ACTIVE unless the tenant may do business. */
  activeTenant: operation<Record<string, never>, ActiveTenant>({ lookup: true }),
});

export interface ActiveTenant {
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}
