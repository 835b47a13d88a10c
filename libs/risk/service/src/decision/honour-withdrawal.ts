import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { ConsentWithdrawn } from '@fanxing/tenant-contract';

/**
 * A borrower no longer agrees: decisions on their way are refused where they would be written, and those that were made
 * stay as a record that nothing new may rest on. Hearing it twice changes nothing.
 */
@Injectable()
export class HonourWithdrawal {
  constructor(private readonly database: ServiceDatabase) {}

  async run({ tenantId, environment, payload }: EventEnvelope<ConsentWithdrawn>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'consent');
    const { consentId, borrowerId, withdrawnAt } = payload;
    await this.database.call(context, 'risk.withdraw_consent', [consentId, borrowerId, withdrawnAt]);
  }
}
