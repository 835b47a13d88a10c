import { defineContract, operation } from '@fanxing/runtime/messaging';

/** What other services may ask the billing service. */
export const billingContract = defineContract('billing', {
  /** What was counted for these applications, loans and repayments, for a borrower's own request. */
  exportUsage: operation<{ subjectIds: readonly string[] }, { usage: readonly CountedUsage[] }>({
    lookup: true,
  }),
});

export interface CountedUsage {
  readonly meter: string;
  readonly subjectId: string;
  readonly quantity: number;
  readonly amountMinor: string | null;
  readonly currency: string | null;
  readonly occurredAt: string;
}
