import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '@fanxing/kernel';
import { openDataAccess, type DataAccess } from '@fanxing/runtime/consent';
import type { TenantContext } from '@fanxing/runtime/identity';
import type { Transport } from '@fanxing/runtime/messaging';
import { CLOCK, TRANSPORT } from '@fanxing/runtime/subgraph';
import { tenantContract } from '@fanxing/tenant-contract';
import type { DecisionRules } from './decision-rules.js';
import { NeededData } from './needed-data.js';

/** Opens a borrower's data for something that is like a decision, by the consent to one. */
@Injectable()
export class AccessToDecide {
  constructor(
    private readonly neededData: NeededData,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(TRANSPORT) private readonly transport: Transport,
  ) {}

  /** Fails with CONSENT_REQUIRED. */
  open(context: TenantContext, borrowerId: string): Promise<DataAccess> {
    const tenant = this.transport.client(tenantContract);
    return openDataAccess(
      (question) => tenant.checkConsent(context, question),
      this.clock,
      borrowerId,
      'CREDIT_DECISION',
    );
  }

  /** Fails with CONSENT_REQUIRED where the access leaves out something that the rules read. */
  mustCover(context: TenantContext, access: DataAccess, rules: DecisionRules): Promise<void> {
    return this.neededData.mustBeCovered(context, access, rules);
  }
}
