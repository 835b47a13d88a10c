import { Inject, Injectable } from '@nestjs/common';
import { Fault, type Clock } from '@fanxing/kernel';
import type { ConsentPurpose, DataCategory } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { ClosedData, ConsentInForce } from '@fanxing/tenant-contract';
import { ConsentStore } from './consent.store.js';

const atATime = 500;

/**
 * Asked by other services before they use a borrower's data, in the name of a caller whom they have let in. Fails
 * with CONSENT_REQUIRED unless the newest consent for the purpose is in force.
 */
@Injectable()
export class CheckConsent {
  constructor(
    private readonly store: ConsentStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(
    context: TenantContext,
    input: { borrowerId: string; purpose: ConsentPurpose },
  ): Promise<{ consentId: string; categories: readonly DataCategory[] }> {
    const { borrowerId, purpose } = input;
    const consent = await this.store.inForce(context, borrowerId, purpose, this.clock.now());
    if (consent === undefined) throw new Fault('CONSENT_REQUIRED', { purpose });
    return consent;
  }

  /** Those of these borrowers whose newest consent for the purpose is in force. Fails with INPUT_INVALID for more than 500. */
  all(
    context: TenantContext,
    borrowerIds: readonly string[],
    purpose: ConsentPurpose,
  ): Promise<ConsentInForce[]> {
    if (borrowerIds.length > atATime)
      throw new Fault('INPUT_INVALID', { problem: `at most ${atATime} at a time` }, 'borrowerIds');
    return this.store.allInForce(context, borrowerIds, purpose, this.clock.now());
  }

  /** Data that may not be taken in any more, of those borrowers who have such. */
  closedData(context: TenantContext, borrowerIds: readonly string[]): Promise<ClosedData[]> {
    return this.store.closedData(context, borrowerIds, this.clock.now());
  }
}
