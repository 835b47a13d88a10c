import { Inject, Injectable } from '@nestjs/common';
import { Fault, parseId, type Clock } from '@fanxing/kernel';
import { CommandRoad } from '@fanxing/runtime/command';
import type { TenantContext } from '@fanxing/runtime/identity';
import { CLOCK } from '@fanxing/runtime/subgraph';
import type { WithdrawConsentInput } from '../generated/schema.js';
import type { Consent } from './consent.js';
import { ConsentStore } from './consent.store.js';

/** Records that a borrower no longer agrees. Withdrawing again keeps the first moment. */
@Injectable()
export class WithdrawConsent {
  constructor(
    private readonly road: CommandRoad,
    private readonly store: ConsentStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(context: TenantContext, input: WithdrawConsentInput): Promise<Consent> {
    const command = { operation: 'withdrawConsent', permission: 'consent:write', input } as const;
    return this.road.run(context, command, async (transaction) => {
      const id = parseId('consent', input.consentId, 'input.consentId');
      const consent = await this.store.find(transaction, id, true);
      if (!consent) throw new Fault('NOT_FOUND', { what: 'consent', id }, 'input.consentId');
      const withdrawnAt = consent.withdrawnAt ?? this.clock.now();
      await this.store.withdraw(transaction, id, withdrawnAt);
      return {
        answer: { ...consent, withdrawnAt },
        subject: { kind: 'consent', id },
        before: { withdrawnAt: consent.withdrawnAt },
        after: { withdrawnAt },
      };
    });
  }
}
