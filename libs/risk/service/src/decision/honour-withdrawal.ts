import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { ConsentWithdrawn } from '@fanxing/tenant-contract';
import { forgetTraces } from '../lenders/lender.store.js';

/**
 * A borrower no longer agrees: decisions on their way are refused where they would be written, and those that were made
 * stay as a record that nothing new may rest on. What was left for other lenders goes. Hearing it twice changes nothing.
 */
@Injectable()
export class HonourWithdrawal {
  constructor(private readonly database: ServiceDatabase) {}

  async run({ tenantId, environment, payload }: EventEnvelope<ConsentWithdrawn>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'consent');
    const { consentId, borrowerId, withdrawnAt, purpose } = payload;
    await this.database.call(context, 'risk.withdraw_consent', [consentId, borrowerId, withdrawnAt]);
    if (purpose === 'CROSS_TENANT_SIGNALS') await forgetTraces(this.database, context, borrowerId);
  }
}
