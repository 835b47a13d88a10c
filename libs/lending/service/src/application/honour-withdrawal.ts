import { Injectable } from '@nestjs/common';
import type { Id } from '@fanxing/kernel';
import { ServiceDatabase } from '@fanxing/runtime/database';
import { systemContext } from '@fanxing/runtime/identity';
import type { EventEnvelope } from '@fanxing/runtime/messaging';
import type { ConsentWithdrawn } from '@fanxing/tenant-contract';
import { auditActor } from '../actor.js';

/**
 * A borrower no longer agrees: applications under way end as WITHDRAWN, offers that nobody signed as EXPIRED. Lines and
 * loans stay, they are contracts (docs/decisions/0030). Hearing it twice changes nothing.
 */
@Injectable()
export class HonourWithdrawal {
  constructor(private readonly database: ServiceDatabase) {}

  async run({ tenantId, environment, payload }: EventEnvelope<ConsentWithdrawn>): Promise<void> {
    const context = systemContext(tenantId as Id<'tenant'>, environment, 'consent');
    const { consentId, borrowerId, withdrawnAt } = payload;
    await this.database.call(context, 'lending.withdraw_consent', [
      auditActor(context, { after: { consent: 'WITHDRAWN' } }),
      consentId,
      borrowerId,
      withdrawnAt,
    ]);
  }
}
