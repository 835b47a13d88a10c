import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { OutboxRelay, type OutboxEvent } from '@fanxing/runtime/outbox';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { WithdrawConsentInput } from '../generated/schema.js';
import { putEvent } from '../outbox-event.js';
import type { ShownConsent } from './consent.js';
import { ConsentStore } from './consent.store.js';

/**
 * Records that a borrower no longer agrees. Withdrawing again keeps the first moment. From the commit on every check
 * fails; whoever is in the middle of something hears of it before this answers, or very soon after.
 */
@Injectable()
export class WithdrawConsent {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ConsentStore,
    private readonly outbox: OutboxRelay,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: WithdrawConsentInput): Promise<ShownConsent> {
    const command = { operation: 'withdrawConsent', permission: 'consent:write', input } as const;
    const { consent, event } = await this.road.run(context, command, async (transaction) => {
      const id = parseId('consent', input.consentId, 'input.consentId');
      const now = this.clock.now();
      const withdrawn = await this.store.withdraw(transaction, id, now);
      const shown = withdrawn && (await this.store.find(transaction, id, now));
      if (!shown) throw new Fault('NOT_FOUND', { what: 'consent', id }, 'input.consentId');
      const { borrowerId, purpose } = shown;
      const told: OutboxEvent | null = withdrawn.isNew
        ? await putEvent(
            transaction,
            'consentWithdrawn',
            { consentId: id, borrowerId, purpose, withdrawnAt: now },
            this.clock,
          )
        : null;
      return {
        answer: { consent: shown, event: told },
        subject: { kind: 'consent', id },
        before: { withdrawnAt: withdrawn.isNew ? null : shown.withdrawnAt },
        after: { withdrawnAt: shown.withdrawnAt },
      };
    });
    if (event) await this.outbox.publishNow(context, event);
    return consent;
  }
}
