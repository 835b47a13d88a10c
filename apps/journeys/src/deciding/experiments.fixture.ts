import type { Tenant } from '../harness/a-tenant.fixture.js';

/** Rails that hold whatever happens, unless they are changed. */
export const guardRails = {
  minimumSample: 30,
  alpha: 0.05,
  approvalRateWithin: null,
  declineReasonWithin: null,
  earlyDelinquencyWithin: null,
  fairness: null,
};

export async function passDays({ lender }: Tenant, idempotencyKey: string, days: number): Promise<void> {
  await lender.do('advanceTestClock', { idempotencyKey, days }, 'businessDate');
}
